"""The screens, one module for what one looks at in one sitting; each function answers one line of `app.SCREENS`."""
