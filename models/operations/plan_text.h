// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/core/plan.h"

/// A plan in words, for the dialog and the clipboard.
namespace arborist::plan_text {

/// "ROW EXCLUSIVE" of "ROW EXCLUSIVE on public.items".
QString lockMode(const PlanStep &step);
/// "public.items"; empty if the lock names no table.
QString lockedTable(const PlanStep &step);
/// The SQL of all steps, each under a comment with its number, title and rows.
QString sql(const Plan &plan);
/// Sum over the touched tables.
qint64 rows(const Plan &plan);
/// All of it as plain text.
QString whole(const Plan &plan);

} // namespace arborist::plan_text
