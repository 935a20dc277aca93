"""Files: uploaded in sealed pieces, checked by what they hold, and filed to a chart by what they hang on."""
