// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QStringList>
#include <optional>
#include <vector>

namespace arborist::hierarchy {

/// How a stored path is written.
struct PathRule {
    QString separator = QStringLiteral("/");
    QString label = QStringLiteral("id"); ///< column whose text is a segment
    bool self = true;                     ///< the item's own label is the last segment
    bool leading = false;
    bool trailing = false;
    bool operator==(const PathRule &) const = default;
};

enum class SumRule { OwnAndDescendants, Descendants, Leaves };
enum class DateRule { Children, OwnAndChildren };
/// Which of an item's own dates bound its interval: the earliest start comes from the start, or
/// from the end where there is no start.
enum class DateSource { EitherEnd, SameEnd };
/// Progress by done work (by counts where there is no work), or by counts alone.
enum class ProgressRule { Work, Counts };
enum class Rounding { HalfUp, Floor };

/// The rules by which derived values follow from the truth; the source is hierarchy.md section 4.
/// What `declared` does not name the scan fits to the data (section 4.8).
struct Rules {
    std::optional<int> depthBase; ///< 0 or 1; fitted from true roots when not set
    std::optional<PathRule> path; ///< fitted from a sample when not set
    SumRule estimateSum = SumRule::OwnAndDescendants;
    DateRule minStart = DateRule::Children;
    DateRule maxEnd = DateRule::Children;
    std::optional<int> progressScale;  ///< 1 or 100; fitted from a sample when not set
    std::optional<int> progressDigits; ///< stored decimals; from the column's type when not set
    ProgressRule progress = ProgressRule::Work;
    Rounding progressRounding = Rounding::HalfUp;
    DateSource dates = DateSource::EitherEnd;
    bool countSelf = false; ///< descendant_count and done_count include the item itself
    bool countArchived = true;
    bool countDeleted = false;
    int maxDepth = 64;      ///< edges from the root; S7 above it
    int graceSeconds = 300; ///< rows changed within this time count as in flight
    QString timeZone = QStringLiteral("UTC");
    QStringList declared; ///< keys that are settled: nothing is fitted there
    QStringList kept;     ///< of these, the ones that are kept on this machine (RuleStore)
    QStringList chosen;   ///< of these, the ones chosen for now; the rest is the workspace file's
    bool operator==(const Rules &) const = default;
};

/// Which table holds a hierarchy and which column is what. An empty name means: there is none.
struct Mapping {
    QString schema = QStringLiteral("public");
    QString table;
    QString id, parent, organization, title, status;
    QStringList done; ///< values of `status` that mean done
    QString estimate, start, end, position, archived, deleted, updated, ownProgress, manual;
    QString depth, path, childCount, descendantCount, doneCount, estimateSum, progress, minStart,
        maxEnd;
    QString organizationTable; ///< qualified and quoted; found by foreign key, empty if none
    QString organizationName;  ///< its column to show
    QString organizationKey;   ///< its key column
    Rules rules;
    bool fromFile = false; ///< declared in arborist.toml, not discovered

    QString qualifiedName() const; ///< "public.items", for people
    QString quotedName() const;    ///< "public"."items", for SQL
    bool operator==(const Mapping &) const = default;
};

} // namespace arborist::hierarchy
