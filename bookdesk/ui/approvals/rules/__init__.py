"""What a client decides about approving: who may up to which amount, and from where on several must."""
