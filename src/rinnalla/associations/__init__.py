"""The union and its programme: associations, municipalities and counties, topics, and who works where."""
