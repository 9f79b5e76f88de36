"""What a volunteer is asked, question by question; the same forms serve the application, own pages and the desk."""
