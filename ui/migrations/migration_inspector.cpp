// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/migrations/migration_inspector.h"

#include "models/common/format.h"
#include "models/migrations/duration_groups.h"
#include "models/migrations/state_look.h"
#include "ui/migrations/hazard_list.h"
#include "ui/style/metrics.h"
#include "ui/widgets/inspector_table.h"
#include "ui/widgets/label.h"
#include "ui/widgets/section_head.h"
#include "ui/widgets/table_view.h"
#include <QDir>
#include <QFileInfo>
#include <QHeaderView>
#include <QLocale>
#include <QPushButton>
#include <algorithm>

namespace arborist {

namespace {

QString dayAndTime(const QDateTime &at)
{
    return QLocale().toString(at.toLocalTime(), QStringLiteral("d MMM yyyy, HH:mm"));
}

Label *paragraph(Tone tone)
{
    auto *label = new Label(FontRole::Table, tone);
    label->setWordWrap(true);
    label->setTextInteractionFlags(Qt::TextSelectableByMouse);
    label->setContentsMargins(px(12), px(8), px(12), px(8));
    label->hide();
    return label;
}

QString wayBack(const migrations::Migration &migration)
{
    if (!migration.isRunnable)
        return MigrationInspector::tr("Its tool's own revert");
    if (!migration.down)
        return MigrationInspector::tr("No down script");
    return migration.down->file == migration.file ? MigrationInspector::tr("Down section")
                                                  : QFileInfo(migration.down->file).fileName();
}

QString transaction(const migrations::Migration &migration)
{
    if (!migration.up)
        return QString(format::dash);
    return migration.up->inTransaction ? MigrationInspector::tr("One for this migration")
                                       : MigrationInspector::tr("None, says its file");
}

/// "Ada Lovelace, 19 Nov 2026"
QString commitText(const migrations::GitCommit &commit)
{
    return QStringLiteral("%1, %2").arg(
        commit.author, QLocale().toString(commit.at.toLocalTime(), QStringLiteral("d MMM yyyy")));
}

} // namespace

MigrationInspector::MigrationInspector(QWidget *parent)
    : InspectorPane(parent),
      m_stateTable(new TableView),
      m_details(new InspectorTable({}, {}, {})),
      m_hazardHead(new SectionHead(tr("Hazards"))),
      m_hazards(new HazardList),
      m_hazardNote(paragraph(Tone::Muted)),
      m_problemHead(new SectionHead(tr("What to know"))),
      m_problems(paragraph(Tone::Plain))
{
    m_stateTable->setModel(&m_states);
    m_stateTable->setAccessibleName(tr("State by stage"));
    m_stateTable->setSelectionMode(QAbstractItemView::NoSelection);
    m_stateTable->setFocusPolicy(Qt::TabFocus);
    m_stateTable->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_stateTable->setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_stateTable->horizontalHeader()->setSectionsClickable(false);
    m_stateTable->horizontalHeader()->setMinimumSectionSize(px(44));
    m_stateTable->setColumnWidths({84, 78, 96, 54}, StageStateModel::StageColumn);
    m_details->setAccessibleName(tr("Details"));
    addPart(m_stateTable);
    addPart(m_problemHead);
    addPart(m_problems);
    addPart(new SectionHead(tr("Details")));
    addPart(m_details);
    addPart(m_hazardHead);
    addPart(m_hazards);
    addPart(m_hazardNote);
    m_apply = addButton(tr("Apply…"));
    m_open = addButton(tr("Open file"));
    connect(m_apply, &QPushButton::clicked, this, &MigrationInspector::applyRequested);
    connect(m_open, &QPushButton::clicked, this, &MigrationInspector::openFileRequested);
    connect(m_hazards, &HazardList::placeRequested, this, &MigrationInspector::placeRequested);
    show(nullptr, {}, -1);
}

void MigrationInspector::show(const MigrationFiles::Set *set,
                              const std::vector<StageReading> &stages, qsizetype migration)
{
    if (!set || migration < 0 || size_t(migration) >= set->set->migrations.size()) {
        setHead(tr("State by stage"), {});
        setHint(tr("Select a migration to see where it is applied, what it does and what it "
                   "takes."));
        return;
    }
    setHint({});
    const migrations::Migration &each = set->set->migrations[size_t(migration)];
    setHead(tr("State by stage"), shortName(each.name));
    m_states.show(stages, migration, each.name);
    m_stateTable->setFixedHeight(m_stateTable->heightFor(m_states.rowCount()));
    fillDetails(*set, migration);
    fillProblems(*set, stages, migration);
    m_open->setEnabled(!each.text.isEmpty());
}

void MigrationInspector::fillDetails(const MigrationFiles::Set &set, qsizetype migration)
{
    const migrations::Migration &each = set.set->migrations[size_t(migration)];
    std::vector<InspectorRow> rows;
    const auto add = [&rows](const QString &field, const QString &value) {
        rows.push_back({field, value, {}, Tone::Plain, false});
    };
    if (const QDateTime created = createdAt(each); created.isValid())
        add(tr("Created"), dayAndTime(created));
    if (!set.history.isEmpty()) {
        const auto made = migrations::madeBy(*set.set, each, set.history);
        add(tr("In git"), made ? commitText(*made) : tr("Not committed"));
        const QString name = QDir(set.set->folder).relativeFilePath(each.file);
        const auto &changes = set.history.value(name).changes;
        if (changes.size() > 1)
            add(tr("Changed"), commitText(changes.front()));
    }
    if (const QString sum = sha256(each); !sum.isEmpty())
        add(tr("SHA-256"), sum);
    add(tr("Transaction"), transaction(each));
    if (size_t(migration) < set.locks.size() && !set.locks[size_t(migration)].isEmpty())
        add(tr("Strongest lock"), set.locks[size_t(migration)]);
    add(tr("Way back"), wayBack(each));
    m_details->setRows(std::move(rows));
}

void MigrationInspector::fillProblems(const MigrationFiles::Set &set,
                                      const std::vector<StageReading> &stages, qsizetype migration)
{
    const migrations::Migration &each = set.set->migrations[size_t(migration)];
    // What several stages say alike is said once, for all of them.
    std::vector<std::pair<QString, QStringList>> said;
    const auto add = [&said](const QString &head, const QString &text, const QString &remedy) {
        const QString whole = remedy.isEmpty() ? text : text + u'\n' + remedy;
        auto found = std::ranges::find(said, whole, &std::pair<QString, QStringList>::first);
        if (found == said.end())
            found = said.insert(said.end(), {whole, {}});
        if (!head.isEmpty())
            found->second << head;
    };
    for (const migrations::Problem &problem : set.set->problems) {
        if (!problem.migration.isEmpty() &&
            (problem.migration == each.name || problem.migration == each.id))
            add({}, problem.text, problem.remedy);
    }
    for (const StageReading &reading : stages) {
        const migrations::MigrationStatus *status = reading.of(migration);
        if (status && state_look::isIrregular(status->state))
            add(reading.stage.name,
                status->text.isEmpty() ? state_look::meaning(status->state) : status->text,
                status->remedy);
    }
    QStringList paragraphs;
    for (const auto &[text, heads] : said)
        paragraphs << (heads.isEmpty()
                           ? text
                           : QStringLiteral("%1: %2").arg(heads.join(QStringLiteral(", ")), text));
    m_problems->setText(paragraphs.join(QStringLiteral("\n\n")));
    m_problems->setVisible(!paragraphs.isEmpty());
    m_problemHead->setVisible(!paragraphs.isEmpty());
}

QString MigrationInspector::problems() const
{
    return m_problems->isHidden() ? QString() : m_problems->text();
}

void MigrationInspector::setHazards(const std::vector<migrations::Hazard> &hazards, bool pending,
                                    const QString &problem)
{
    m_hazards->setHazards(hazards);
    m_hazardHead->setRight(pending ? tr("Looking…") : HazardModel::summary(hazards));
    QString note = problem;
    if (note.isEmpty() && !pending && hazards.empty())
        note = tr("None that the rules know.");
    m_hazardNote->setText(note);
    m_hazardNote->setVisible(!note.isEmpty());
}

void MigrationInspector::setApplyText(const QString &text, bool enabled)
{
    m_apply->setText(text);
    m_apply->setEnabled(enabled);
}

} // namespace arborist
