"""Who and where: people, areas, centres, posts, sign-in."""
