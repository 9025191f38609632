// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/migrations/migration_sql_pane.h"

#include "models/common/format.h"
#include "models/migrations/state_look.h"
#include "ui/migrations/stage_header.h"
#include "ui/style/icons.h"
#include "ui/style/metrics.h"
#include "ui/widgets/label.h"
#include "ui/widgets/line.h"
#include <QAction>
#include <QButtonGroup>
#include <QDir>
#include <QFileInfo>
#include <QHBoxLayout>
#include <QToolButton>
#include <QVBoxLayout>

namespace arborist {

namespace {

const QString kBetween = QStringLiteral("  ·  ");

} // namespace

MigrationSqlPane::MigrationSqlPane(QWidget *parent)
    : QWidget(parent),
      m_title(new Label(FontRole::TableBold)),
      m_caption(new Label(FontRole::Caption, Tone::Muted)),
      m_switch(new QWidget),
      m_directions(new QButtonGroup(this)),
      m_reader(new SqlReader)
{
    setBackgroundRole(QPalette::Base);
    setAutoFillBackground(true);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(makeHead());
    column->addWidget(new Line(Qt::Horizontal));
    column->addSpacing(px(4));
    column->addWidget(m_reader, 1);
    auto *open = new QAction(icon(QStringLiteral("document-open")), tr("Open file"), m_reader);
    connect(open, &QAction::triggered, this, &MigrationSqlPane::openFileRequested);
    auto *copy = new QAction(icon(QStringLiteral("edit-copy")), tr("Copy"), m_reader);
    connect(copy, &QAction::triggered, m_reader,
            [this] { m_reader->hasSelectedText() ? m_reader->copy() : m_reader->selectAll(); });
    m_reader->addActions({copy, open});
    m_reader->setContextMenuPolicy(Qt::ActionsContextMenu);
    fill();
}

QWidget *MigrationSqlPane::makeHead()
{
    auto *head = new QWidget;
    head->setFixedHeight(px(StageHeader::kHeight) - 1);
    head->setBackgroundRole(QPalette::Window);
    head->setAutoFillBackground(true);
    m_title->setElide(Qt::ElideMiddle);
    m_caption->setElide(Qt::ElideRight);
    auto *buttons = new QHBoxLayout(m_switch);
    buttons->setContentsMargins(0, 0, 0, 0);
    buttons->setSpacing(0);
    const QString names[] = {tr("Up"), tr("Down")};
    const QString tips[] = {tr("What applying it runs"), tr("What rolling it back runs")};
    for (const int direction : {0, 1}) {
        auto *button = new QToolButton;
        button->setText(names[direction]);
        button->setToolTip(tips[direction]);
        button->setAccessibleName(tips[direction]);
        button->setCheckable(true);
        button->setAutoRaise(true);
        button->setChecked(direction == 0);
        m_directions->addButton(button, direction);
        buttons->addWidget(button);
    }
    connect(m_directions, &QButtonGroup::idClicked, this,
            [this](int id) { setDirection(Direction(id)); });
    auto *texts = new QVBoxLayout;
    texts->setContentsMargins(0, px(8), 0, px(4));
    texts->setSpacing(px(2));
    texts->addWidget(m_title);
    texts->addWidget(m_caption);
    auto *row = new QHBoxLayout(head);
    row->setContentsMargins(px(12), 0, px(8), 0);
    row->addLayout(texts, 1);
    row->addWidget(m_switch);
    return head;
}

void MigrationSqlPane::show(const MigrationFiles::Set *set, qsizetype migration)
{
    const bool same =
        set && m_set && m_migration >= 0 && migration >= 0 && set->set->folder == m_set->folder &&
        set->set->migrations[size_t(migration)].name == m_set->migrations[size_t(m_migration)].name;
    m_set = set ? set->set : nullptr;
    m_migration = set ? migration : -1;
    m_hazards.clear();
    m_statements = -1;
    m_sidecar.clear();
    if (m_set && m_migration >= 0) {
        const auto &each = m_set->migrations[size_t(m_migration)];
        if (size_t(m_migration) < set->statements.size())
            m_statements = set->statements[size_t(m_migration)];
        if (each.down && each.down->file != each.file)
            m_sidecar = set->sidecars.value(each.down->file);
    }
    if (!same)
        m_direction = Direction::Up;
    if (!same || m_set->migrations[size_t(m_migration)].down)
        m_proposal.clear();
    const int line = m_reader->firstVisibleLine();
    fill();
    if (same)
        m_reader->setFirstVisibleLine(line);
}

void MigrationSqlPane::setProposal(const QByteArray &sql)
{
    m_proposal = sql;
    setDirection(sql.isEmpty() ? Direction::Up : Direction::Down);
}

void MigrationSqlPane::setDirection(Direction direction)
{
    m_direction = direction;
    fill();
}

QString MigrationSqlPane::caption() const
{
    return m_caption->text();
}

void MigrationSqlPane::fill()
{
    const migrations::Migration *each =
        m_set && m_migration >= 0 ? &m_set->migrations[size_t(m_migration)] : nullptr;
    const bool isProposed = each && !each->down && !m_proposal.isEmpty();
    m_switch->setVisible(isProposed || (each && each->down));
    if (!each) {
        m_file.clear();
        m_title->setFullText(tr("No migration selected"));
        m_caption->setFullText({});
        m_reader->setSql({});
        return;
    }
    if (!each->down && !isProposed)
        m_direction = Direction::Up;
    m_directions->button(int(m_direction))->setChecked(true);
    const bool down = m_direction == Direction::Down;
    if (down && isProposed)
        return fillProposal();
    const bool sidecar = down && each->down->file != each->file;
    const QByteArray text = sidecar ? m_sidecar : each->text;
    m_file = sidecar ? each->down->file : each->file;
    m_title->setFullText(QFileInfo(m_file).fileName());
    // A folder a migration: the file's name says nothing.
    const QString within = QDir(m_set->folder).relativeFilePath(QFileInfo(m_file).path());
    QStringList facts{within == QStringLiteral(".") ? m_set->shown : m_set->shown + u'/' + within};
    if (!down && m_statements >= 0)
        facts << (m_statements == 1 ? tr("1 statement")
                                    : tr("%1 statements").arg(format::count(m_statements)));
    if (!each->isRunnable)
        facts << tr("run by %1 itself").arg(migrations::toString(m_set->tool));
    facts << (text.isEmpty() && !sidecar && each->text.isEmpty()
                  ? tr("the file is not there")
                  : tr("%1 bytes").arg(format::count(text.size())));
    m_caption->setFullText(facts.join(kBetween));
    m_reader->setSql(text);
    if (down && !sidecar && !each->down->pieces.empty())
        m_reader->setFirstVisibleLine(std::max(0, each->down->pieces.front().line - 2));
    mark();
}

void MigrationSqlPane::fillProposal()
{
    m_file.clear();
    m_title->setFullText(tr("Proposed way back"));
    m_caption->setFullText(tr("not saved, never run"));
    m_reader->setSql(m_proposal);
    mark();
}

void MigrationSqlPane::setHazards(const std::vector<migrations::Hazard> &hazards)
{
    m_hazards = hazards;
    mark();
}

void MigrationSqlPane::setFailure(const QString &file, int line, int column, const QString &text)
{
    m_failure = {file, line, column, text};
    mark();
}

void MigrationSqlPane::showLine(const QString &file, int line, int column)
{
    if (!file.isEmpty() && file != m_file && m_set && m_migration >= 0) {
        const auto &each = m_set->migrations[size_t(m_migration)];
        if (each.down && each.down->file == file)
            setDirection(Direction::Down);
        else if (each.file == file)
            setDirection(Direction::Up);
    }
    m_reader->showLine(line, column);
}

void MigrationSqlPane::mark()
{
    std::vector<SqlReader::Mark> marks;
    for (const migrations::Hazard &hazard : m_hazards) {
        if (hazard.file != m_file)
            continue;
        QStringList lines{hazard.title, hazard.detail, hazard.safer};
        lines.removeAll(QString());
        marks.push_back({hazard.line, state_look::glyph(hazard.severity),
                         state_look::tone(hazard.severity), lines.join(u'\n')});
    }
    if (m_failure.line > 0 && !m_file.isEmpty() && m_failure.file == m_file)
        marks.push_back({m_failure.line, Glyph::Failed, Tone::Danger, m_failure.text});
    m_reader->setMarks(std::move(marks));
}

} // namespace arborist
