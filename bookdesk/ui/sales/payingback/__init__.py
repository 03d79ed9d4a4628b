"""An online payment that is paid back by the gateway."""
