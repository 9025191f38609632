// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/stages/stages_status.h"

#include "models/common/format.h"
#include "services/stages/workspace.h"
#include <QCoreApplication>
#include <QHash>

namespace arborist {

namespace {

/// The translation context of this file.
class StagesPageStatus
{
    Q_DECLARE_TR_FUNCTIONS(StagesPageStatus)
};

} // namespace

StagesStatus stagesStatus(const std::vector<StageRow> &rows)
{
    QHash<StageHealth, int> count;
    for (const StageRow &row : rows) {
        ++count[healthOf(row)];
    }
    const auto of = [&count](StageHealth health) { return count.value(health); };
    const int reachable =
        of(StageHealth::Reachable) + of(StageHealth::OtherDatabase) + of(StageHealth::Doubtful);
    QStringList parts;
    parts.append(StagesPageStatus::tr("%1 reachable").arg(reachable));
    if (of(StageHealth::Unreachable) > 0) {
        parts.append(StagesPageStatus::tr("%1 without answer").arg(of(StageHealth::Unreachable)));
    }
    if (of(StageHealth::NoAddress) > 0) {
        parts.append(StagesPageStatus::tr("%1 without address").arg(of(StageHealth::NoAddress)));
    }
    if (of(StageHealth::OtherDatabase) > 0) {
        parts.append(of(StageHealth::OtherDatabase) == 1
                         ? StagesPageStatus::tr("1 leads to another database")
                         : StagesPageStatus::tr("%1 lead to another database")
                               .arg(of(StageHealth::OtherDatabase)));
    }
    if (of(StageHealth::Doubtful) > 0) {
        parts.append(StagesPageStatus::tr("%1 to look at").arg(of(StageHealth::Doubtful)));
    }
    if (of(StageHealth::Unknown) > 0) {
        parts.append(StagesPageStatus::tr("%1 being checked").arg(of(StageHealth::Unknown)));
    }
    StagesStatus status;
    if (rows.empty()) {
        status.text = StagesPageStatus::tr("No stages");
        return status;
    }
    const QString all = parts.join(QStringLiteral(", "));
    status.text =
        rows.size() == 1
            ? StagesPageStatus::tr("1 stage: %1").arg(all)
            : StagesPageStatus::tr("%1 stages: %2").arg(QString::number(rows.size()), all);
    status.attention = of(StageHealth::OtherDatabase) + of(StageHealth::Unreachable) > 0;
    status.glyph = status.attention                 ? Glyph::Failed
                   : of(StageHealth::NoAddress) > 0 ? Glyph::Drift
                   : of(StageHealth::Unknown) > 0   ? Glyph::Running
                                                    : Glyph::Ok;
    return status;
}

QString stagesMeta(const std::vector<StageRow> &rows, const stages::Workspace *workspace)
{
    if (!workspace) {
        return {};
    }
    QDateTime oldest;
    for (const StageRow &row : rows) {
        if (row.check && (!oldest.isValid() || row.check->checkedAt < oldest)) {
            oldest = row.check->checkedAt;
        }
    }
    return oldest.isValid()
               ? StagesPageStatus::tr("%1, checked %2").arg(workspace->name(), format::ago(oldest))
               : workspace->name();
}

} // namespace arborist
