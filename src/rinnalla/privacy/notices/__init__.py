"""The notice of what is kept, made from the declarations of the fields (GDPR art. 13); and the authority to tell."""
