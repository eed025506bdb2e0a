"""`python -m vitts_server` is `vitts-server`."""

from vitts_server.cli import main

if __name__ == "__main__":
    main()
