"""What the black-box tests share: databases, servers, a proxy and API clients."""
