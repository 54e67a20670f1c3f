"""The only room that speaks S3."""
