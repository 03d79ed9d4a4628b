"""The balance line of the bank: always in sight, renewed after every act."""
