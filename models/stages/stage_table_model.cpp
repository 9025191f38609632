// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/stages/stage_table_model.h"

#include "models/common/format.h"

namespace arborist {

void StageTableModel::setRows(std::vector<StageRow> rows)
{
    beginResetModel();
    m_rows = std::move(rows);
    endResetModel();
}

int StageTableModel::indexOf(const QString &stage) const
{
    for (size_t i = 0; i < m_rows.size(); ++i) {
        if (m_rows[i].stage.name == stage) {
            return int(i);
        }
    }
    return -1;
}

const StageRow *StageTableModel::row(const QString &stage) const
{
    const int i = indexOf(stage);
    return i < 0 ? nullptr : &m_rows[size_t(i)];
}

void StageTableModel::rowChanged(int row)
{
    Q_EMIT dataChanged(index(row, 0), index(row, ColumnCount - 1));
}

void StageTableModel::setChecking(const QString &stage)
{
    if (const int i = indexOf(stage); i >= 0) {
        m_rows[size_t(i)].checking = true;
        rowChanged(i);
    }
}

void StageTableModel::setCheck(const stages::StageCheck &check,
                               const std::optional<stages::FingerprintFinding> &finding,
                               const std::optional<stages::FingerprintRecord> &onRecord)
{
    const int i = indexOf(check.stage);
    if (i < 0) {
        return;
    }
    StageRow &row = m_rows[size_t(i)];
    row.checking = false;
    row.check = check;
    row.finding = finding;
    row.onRecord = onRecord;
    rowChanged(i);
}

void StageTableModel::setContact(const QString &stage, const QString &contact,
                                 const QString &nextTry)
{
    const int i = indexOf(stage);
    if (i < 0 || (m_rows[size_t(i)].contact == contact && m_rows[size_t(i)].nextTry == nextTry))
        return;
    m_rows[size_t(i)].contact = contact;
    m_rows[size_t(i)].nextTry = nextTry;
    const QModelIndex cell = index(i, ConnectionColumn);
    Q_EMIT dataChanged(cell, cell);
}

void StageTableModel::setScans(const QString &stage, const std::vector<ScanRecord> &scans)
{
    const int i = indexOf(stage);
    if (i < 0) {
        return;
    }
    StageRow &row = m_rows[size_t(i)];
    row.drift.clear();
    for (const ScanRecord &scan : scans) {
        row.drift.append(double(scan.driftedItems));
    }
    row.lastScan = scans.empty() ? std::optional<ScanRecord>() : scans.back();
    rowChanged(i);
}

int StageTableModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_rows.size());
}

int StageTableModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(ColumnCount);
}

bool StageTableModel::isRight(int column)
{
    return column == SizeColumn || column == DriftColumn || column == LastScanColumn;
}

QVariant StageTableModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal) {
        return {};
    }
    if (role == Qt::TextAlignmentRole) {
        return int((isRight(section) ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    }
    if (role != Qt::DisplayRole) {
        return {};
    }
    switch (section) {
    case StageColumn:
        return tr("Stage");
    case EnvironmentColumn:
        return tr("Environment");
    case ProtectionColumn:
        return tr("Protection");
    case DatabaseColumn:
        return tr("Database and address");
    case ServerColumn:
        return tr("Server");
    case ConnectionColumn:
        return tr("Connection");
    case SizeColumn:
        return tr("Size");
    case DriftColumn:
        return tr("Drift");
    case LastScanColumn:
        return tr("Last scan");
    default:
        return {};
    }
}

QString StageTableModel::display(const StageRow &row, int column) const
{
    const QString dash(format::dash);
    const bool reachable = row.check && row.check->reachable;
    switch (column) {
    case StageColumn:
        return row.stage.name;
    case EnvironmentColumn:
        return row.stage.environment == stages::Environment::Unknown
                   ? dash
                   : stages::toString(row.stage.environment);
    case ProtectionColumn:
        return row.stage.readOnly      ? tr("Read only")
               : row.stage.isProtected ? tr("Protected")
                                       : tr("None");
    case DatabaseColumn:
        return row.shownDatabase().isEmpty() ? dash : row.shownDatabase();
    case ServerColumn:
        return reachable ? row.check->serverVersion : dash;
    case ConnectionColumn:
        switch (healthOf(row)) {
        case StageHealth::NoAddress:
            return tr("No address");
        case StageHealth::Unknown:
            return tr("Checking…");
        case StageHealth::Unreachable:
            return tr("No answer");
        case StageHealth::OtherDatabase:
            return tr("Other database");
        case StageHealth::Doubtful:
        case StageHealth::Reachable:
            return format::milliseconds(row.check->answerMs);
        }
        return {};
    case SizeColumn:
        return reachable ? format::bytes(row.check->sizeBytes) : dash;
    case DriftColumn:
        return row.lastScan ? format::count(row.lastScan->driftedItems) : dash;
    case LastScanColumn:
        return row.lastScan ? format::age(row.lastScan->at) : tr("Never");
    default:
        return {};
    }
}

QVariant StageTableModel::sortValue(const StageRow &row, int column) const
{
    switch (column) {
    case ConnectionColumn:
        return row.check && row.check->reachable ? row.check->answerMs : 1e9 - int(healthOf(row));
    case SizeColumn:
        return row.check ? row.check->sizeBytes : qint64(-1);
    case DriftColumn:
        return row.lastScan ? row.lastScan->driftedItems : qint64(-1);
    case LastScanColumn:
        return row.lastScan ? row.lastScan->at.toMSecsSinceEpoch() : qint64(0);
    case ProtectionColumn:
        return int(row.stage.isProtected) + 2 * int(row.stage.readOnly);
    case EnvironmentColumn:
        return int(row.stage.environment);
    default:
        return display(row, column);
    }
}

Tone StageTableModel::tone(const StageRow &row, int column) const
{
    if (column == ConnectionColumn) {
        switch (healthOf(row)) {
        case StageHealth::OtherDatabase:
        case StageHealth::Unreachable:
            return Tone::Danger;
        case StageHealth::Doubtful:
        case StageHealth::NoAddress:
            return Tone::Drift;
        case StageHealth::Unknown:
            return Tone::Muted;
        case StageHealth::Reachable:
            return Tone::Plain;
        }
    }
    const bool quiet =
        (column == DriftColumn && (!row.lastScan || row.lastScan->driftedItems == 0)) ||
        (column == LastScanColumn && !row.lastScan) ||
        (column == SizeColumn && !(row.check && row.check->reachable)) ||
        (column == ServerColumn && !(row.check && row.check->reachable));
    return quiet ? Tone::Muted : Tone::Plain;
}

namespace {

Glyph connectionGlyph(const StageRow &row)
{
    switch (healthOf(row)) {
    case StageHealth::OtherDatabase:
    case StageHealth::Unreachable:
        return Glyph::Failed;
    case StageHealth::Doubtful:
    case StageHealth::NoAddress:
        return Glyph::Drift;
    case StageHealth::Unknown:
        return row.checking ? Glyph::Running : Glyph::Idle;
    case StageHealth::Reachable:
        return Glyph::Ok;
    }
    return Glyph::None;
}

QString toolTip(const StageRow &row, int column)
{
    switch (column) {
    case StageTableModel::DatabaseColumn:
        return row.shownDatabase() + u'\n' + row.shownAddress();
    case StageTableModel::ConnectionColumn:
        return !row.stage.problem.isEmpty() ? row.stage.problem
               : row.check && row.check->error
                   ? QStringList{row.contact, row.check->error->message()}.join(u'\n').trimmed()
               : row.finding ? row.finding->sentence
                             : QString();
    default:
        return {};
    }
}

} // namespace

QVariant StageTableModel::data(const QModelIndex &index, int role) const
{
    const StageRow &row = m_rows[size_t(index.row())];
    const int column = index.column();
    switch (role) {
    case Qt::DisplayRole:
        return display(row, column);
    case SortRole:
        return sortValue(row, column);
    case ToneRole:
        return int(tone(row, column));
    case Qt::TextAlignmentRole:
        return int((isRight(column) ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    case Qt::ToolTipRole:
        return toolTip(row, column);
    case SecondLineRole:
        if (column == ConnectionColumn && healthOf(row) == StageHealth::Unreachable)
            return row.nextTry;
        return column == DatabaseColumn ? QVariant(row.shownAddress()) : QVariant();
    case GlyphRole:
        return column == ConnectionColumn ? QVariant(int(connectionGlyph(row))) : QVariant();
    case IconNameRole:
        if (column == ProtectionColumn) {
            return row.stage.readOnly      ? QStringLiteral("view-visible")
                   : row.stage.isProtected ? QStringLiteral("object-locked")
                                           : QStringLiteral("object-unlocked");
        }
        return {};
    case SeriesRole:
        return column == DriftColumn ? QVariant::fromValue(row.drift) : QVariant();
    case StageColourRole:
        return row.stage.colour;
    case LockedRole:
        return row.stage.isProtected || row.stage.readOnly;
    case Qt::AccessibleTextRole:
        return QStringLiteral("%1 %2").arg(
            headerData(column, Qt::Horizontal, Qt::DisplayRole).toString(), display(row, column));
    default:
        return {};
    }
}

} // namespace arborist
