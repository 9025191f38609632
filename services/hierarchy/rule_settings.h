// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/hierarchy/kind.h"
#include "services/hierarchy/mapping.h"
#include <QMap>
#include <utility>

namespace arborist::hierarchy {

/// Rules as [hierarchy.rules] of the workspace file writes them, keys of inner tables with a dot:
/// "estimate_sum" = "leaves", "progress.by" = "counts", "count_archived" = "false".
using RuleSettings = QMap<QString, QString>;

/// Where a column's rule comes from.
enum class RuleSource { Fitted, Declared, Kept, Chosen };

/// A rule that could be a column's own.
struct RuleCandidate {
    QString rule;         ///< in words
    double agreement = 0; ///< share of what was tried that agrees, 0..1
    RuleSettings settings;
};

/// "estimate_sum=leaves"; throws a usage Error that says how it is written.
std::pair<QString, QString> ruleSettingFromText(const QString &text);
/// Every setting as "key=value".
QStringList toTexts(const RuleSettings &settings);

/// What the rule of a derived column depends on, of `rules`. `switches`: also what counts for all
/// columns alike, archived and deleted items.
RuleSettings settingsOf(Kind kind, const Rules &rules, bool switches);
RuleSource sourceOf(Kind kind, const Rules &rules);

/// Settles rules as chosen for now; this outranks whatever else is declared or kept. Throws a usage
/// Error that lists the keys or the words of a key.
void choose(Rules &rules, const RuleSettings &settings);
/// Settles the rules that the workspace file leaves open as kept on this machine.
void adoptKept(Rules &rules, const RuleSettings &settings);
/// Leaves those of the settings open again that the workspace file does not declare.
void reopen(Rules &rules, const RuleSettings &settings);
/// Throws a usage Error for a setting that the workspace file declares: keeping it would be vain.
void checkKeepable(const Rules &rules, const RuleSettings &settings);

} // namespace arborist::hierarchy
