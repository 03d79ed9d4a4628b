"""The section of the settings about what is remembered of suppliers' layouts."""
