"""Work that is written down now and done soon: jobs, the queue they wait in, the worker that does them."""
