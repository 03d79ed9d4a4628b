"""What happened: every act on a client, or on the practice itself, newest first, sought, exported and taken back."""
