# SPDX-License-Identifier: GPL-3.0-or-later
#
# The columns of every table in a report.json, with their units, as CSV.
# A report has the id of a table, and then each of its columns, on a line of its own.

BEGIN { print "table,column,unit" }

/^      "id": / { split($0, part, "\""); table = part[4] }

/^        \{"id": / { split($0, part, "\""); print table "," part[4] "," part[8] }
