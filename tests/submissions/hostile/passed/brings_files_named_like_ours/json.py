raise SystemExit('loaded in the place of another')
