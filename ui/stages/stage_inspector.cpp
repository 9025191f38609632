// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/stages/stage_inspector.h"

#include "models/common/format.h"
#include "services/stages/policy_summary.h"
#include "services/stages/policy_words.h"
#include "ui/widgets/inspector_table.h"
#include "ui/widgets/label.h"
#include "ui/widgets/section_head.h"
#include <QPushButton>

namespace arborist {

namespace {

/// An option stays in one piece where lines are wrapped.
QString unbroken(QString text)
{
    const QString hyphen(QChar(0x2011));
    return text.replace(QStringLiteral("--"), hyphen + hyphen);
}

} // namespace

StageInspector::StageInspector(QWidget *parent)
    : InspectorPane(parent),
      m_title(addTitle()),
      m_caption(addCaption()),
      m_contact(addCaption()),
      m_whatToDo(addSection(tr("What to do"))),
      m_facts(new InspectorTable({}, {}, {})),
      m_fingerprint(new InspectorTable(tr("Fingerprint"), tr("On record"), tr("Found"))),
      m_allowed(new InspectorTable(tr("Allowed here"), tr("This desk"), tr("A pipeline")))
{
    m_whatToDo->setContentsMargins(px(12), px(2), px(12), px(12));
    addPart(new SectionHead(tr("Connection")));
    addPart(m_facts);
    addPart(m_fingerprint);
    addPart(m_allowed);
    m_rules = addSection(tr("Rules of this stage"));
    m_origin = addSection(tr("Where the address comes from"));
    m_lastScan = addSection(tr("Last scan"));
    m_facts->setAccessibleName(tr("How the stage answers"));
    m_fingerprint->setAccessibleName(tr("Fingerprint"));
    m_allowed->setAccessibleName(tr("What is allowed here"));
    m_target = addButton(tr("Use as target"));
    m_trust = addButton(tr("Trust this database…"));
    m_trust->hide();
    connect(m_trust, &QPushButton::clicked, this, &StageInspector::trustRequested);
    connect(m_target, &QPushButton::clicked, this, &StageInspector::targetRequested);
    connect(addButton(tr("Check again")), &QPushButton::clicked, this,
            &StageInspector::checkRequested);
    setStage(nullptr, false);
}

void StageInspector::setContact(const QString &text)
{
    m_contact->setText(text);
    m_contact->setVisible(!text.isEmpty());
}

void StageInspector::setProblem(const StageRow &row)
{
    QString whatToDo;
    switch (healthOf(row)) {
    case StageHealth::NoAddress:
        m_title->setText(tr("No address"));
        m_title->setTone(Tone::Drift);
        m_caption->setText(row.stage.problem);
        break;
    case StageHealth::Unreachable:
        m_title->setText(tr("%1 does not answer").arg(row.stage.name));
        m_title->setTone(Tone::Danger);
        m_caption->setText(row.check->error ? row.check->error->message() : QString());
        whatToDo = row.check->error ? row.check->error->hint() : QString();
        break;
    case StageHealth::OtherDatabase:
        m_title->setText(row.finding->otherStage.isEmpty()
                             ? tr("Leads to another database")
                             : tr("Leads to the database of %1").arg(row.finding->otherStage));
        m_title->setTone(Tone::Danger);
        m_caption->setText(row.finding->sentence);
        whatToDo = row.finding->hint.isEmpty()
                       ? tr("Check the address before anything is changed through this stage.")
                       : row.finding->hint;
        break;
    case StageHealth::Doubtful:
        whatToDo = row.finding->hint;
        m_title->setText(doubt(row));
        m_title->setTone(Tone::Drift);
        m_caption->setText(row.finding->sentence);
        break;
    case StageHealth::Unknown:
    case StageHealth::Reachable:
        m_title->setText(row.shownDatabase());
        m_title->setTone(Tone::Plain);
        m_caption->setText(row.shownAddress());
        whatToDo = lockHint(row);
        break;
    }
    setSectionText(m_whatToDo, whatToDo);
}

QString StageInspector::doubt(const StageRow &row)
{
    using Verdict = stages::FingerprintVerdict;
    switch (row.finding->verdict) {
    case Verdict::Upgraded:
        return tr("Another PostgreSQL version");
    case Verdict::Standby:
        return tr("A standby by now");
    case Verdict::Loosened:
        return tr("Less protected than before");
    case Verdict::CopyOfStage:
        return tr("Looks like the database of %1").arg(row.finding->otherStage);
    case Verdict::Unverified:
        return tr("Identity not readable");
    default:
        return tr("At another address");
    }
}

/// What only this machine knows should be known to all.
QString StageInspector::lockHint(const StageRow &row)
{
    const bool local = row.finding && row.stage.isProtected &&
                       (!row.onRecord || !row.onRecord->committed) && row.check &&
                       !row.check->fingerprint.isHidden();
    return local ? tr("Only this machine knows its database. “Trust this database…” writes it into "
                      "arborist.lock; commit that, so that others know it before their first "
                      "contact.")
                 : QString();
}

void StageInspector::setTrustable(bool trustable)
{
    m_trust->setVisible(trustable);
    m_target->setVisible(!trustable);
}

std::vector<InspectorRow> StageInspector::facts(const StageRow &row)
{
    std::vector<InspectorRow> rows;
    const auto add = [&rows](const QString &field, const QString &value) {
        if (!value.isEmpty()) {
            rows.push_back({field, value, {}, Tone::Plain, false});
        }
    };
    if (row.check && row.check->reachable) {
        add(tr("Answer time"), format::milliseconds(row.check->answerMs));
        add(tr("Server"), QStringLiteral("PostgreSQL ") + row.check->serverVersion);
        add(tr("Size"), format::bytes(row.check->sizeBytes));
        add(tr("Tables"), format::count(row.check->tables));
        if (row.check->throughPooler)
            add(tr("Way"), tr("Through a pooler"));
        add(tr("Role"), row.check->fingerprint.standby ? tr("Standby") : tr("Primary"));
    }
    if (row.check) {
        add(tr("Checked"), format::timeOfDay(row.check->checkedAt));
    }
    add(tr("Protection"), row.stage.readOnly      ? tr("Read only")
                          : row.stage.isProtected ? tr("Protected")
                                                  : tr("None"));
    return rows;
}

std::vector<InspectorRow> StageInspector::fingerprint(const StageRow &row)
{
    std::vector<InspectorRow> rows;
    if (!row.check || !row.check->reachable) {
        return rows;
    }
    const stages::Fingerprint &found = row.check->fingerprint;
    const auto shownId = [](const QString &id) { return id.isEmpty() ? tr("not readable") : id; };
    const auto shownAddress = [](const QString &address) {
        return address.isEmpty() ? tr("socket") : address;
    };
    const bool other = healthOf(row) == StageHealth::OtherDatabase;
    const auto add = [&](const QString &field, const QString &onRecord, const QString &now) {
        const bool differs = row.onRecord && onRecord != now;
        rows.push_back({field, row.onRecord ? onRecord : QString(format::dash), now,
                        !differs ? Tone::Plain
                        : other  ? Tone::Danger
                                 : Tone::Drift,
                        true});
    };
    const stages::Fingerprint record =
        row.onRecord ? row.onRecord->fingerprint : stages::Fingerprint();
    add(tr("System ID"), shownId(record.systemIdentifier), shownId(found.systemIdentifier));
    add(tr("Database OID"), QString::number(record.databaseOid),
        QString::number(found.databaseOid));
    add(tr("Address"), shownAddress(record.address), shownAddress(found.address));
    const auto shownNumber = [](int number) {
        return number == 0 ? QString(format::dash) : QString::number(number);
    };
    if (record.port != 0 && record.port != found.port)
        add(tr("Port"), shownNumber(record.port), shownNumber(found.port));
    if (record.majorVersion != 0 && record.majorVersion != found.majorVersion)
        add(tr("Major version"), shownNumber(record.majorVersion), shownNumber(found.majorVersion));
    if (!found.timeline.isEmpty() || !record.timeline.isEmpty()) {
        add(tr("Timeline"), record.timeline, found.timeline);
    }
    if (row.finding && !row.finding->otherStage.isEmpty()) {
        add(tr("Known as"), row.stage.name, row.finding->otherStage);
    }
    return rows;
}

std::vector<InspectorRow> StageInspector::allowed(const StageRow &row)
{
    std::vector<InspectorRow> rows;
    for (const stages::PolicyLine &line : stages::policySummary(row.stage, row.reach))
        rows.push_back({line.title, toString(line.desk.requirement),
                        toString(line.pipeline.requirement), Tone::Plain, false});
    const auto backup = [&row](stages::Caller caller) {
        return toString(verdictOn(operationKind(stages::Verb::Migrate), row.stage, caller).backup);
    };
    rows.push_back({tr("Backup first"), backup(stages::Caller::Desk),
                    backup(stages::Caller::Pipeline), Tone::Plain, false});
    return rows;
}

void StageInspector::setStage(const StageRow *row, bool isTarget)
{
    setContact(row && healthOf(*row) == StageHealth::Unreachable ? row->contact : QString());
    if (!row) {
        setHead(tr("No stage selected"), {});
        setHint(tr("Select a stage to see how it answers and where its address comes from."));
        return;
    }
    setHint({});
    setHead(row->stage.name, row->stage.environment == stages::Environment::Unknown
                                 ? QString()
                                 : stages::toString(row->stage.environment));
    setProblem(*row);
    m_facts->setRows(facts(*row));
    auto print = fingerprint(*row);
    m_fingerprint->setVisible(!print.empty());
    m_fingerprint->setRows(std::move(print));
    m_allowed->setRows(allowed(*row));
    setSectionText(
        m_rules,
        unbroken(stages::policyRemarks(row->stage, row->reach).join(QStringLiteral("\n\n"))));
    setSectionText(m_origin,
                   row->stage.origin.isEmpty() ? row->stage.urlReference : row->stage.origin);
    QString scan;
    if (row->lastScan) {
        scan = tr("%1 of %2 items of %3 drifted, %4.")
                   .arg(format::count(row->lastScan->driftedItems),
                        format::count(row->lastScan->items), row->lastScan->table,
                        format::ago(row->lastScan->at));
    }
    setSectionText(m_lastScan, scan);
    m_target->setEnabled(!isTarget);
    m_target->setText(isTarget ? tr("Is the target") : tr("Use as target"));
}

} // namespace arborist
