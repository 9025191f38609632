// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/data/tables/data_overview.h"
#include <QString>

/// What is said of tables and their rows, in words.
namespace arborist::data_text {

/// "1 table", "42 tables"
QString tables(qint64 count);
/// "1 row", "1,204 rows"; "≈ 1,204 rows" where it is an estimate.
QString rows(qint64 count, bool isExact = true);
/// Rows of one table: "1,204", "≈ 1,204", a dash.
QString rowCount(const data::DataOverview &overview, size_t table);
/// The same with the word; "Rows unknown".
QString rowsOf(const data::DataOverview &overview, size_t table);
/// "42 tables, ≈ 1,204,113 rows, 3.41 GiB on local"
QString summary(const data::DataOverview &overview, const QString &stage);
/// The same of some of them, without the place.
QString summaryOf(const data::DataOverview &overview, const data::DataTables::Set &set);
/// What the server counts: "None since 2 h ago", "1,204 since 19 Nov", "1,204"; a dash.
QString changes(const data::DataTable &table);
/// The same as a sentence.
QString changesSentence(const data::DataTable &table);
/// Share of the table that could be saved by writing it anew, 0 to 100; -1 where it is not known.
int bloatPercent(const data::DataTable &table);
/// "public.items, public.labels and 3 more"
QString names(const data::DataOverview &overview, const data::DataTables::Set &set, size_t most);

} // namespace arborist::data_text
