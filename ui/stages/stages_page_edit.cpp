// SPDX-License-Identifier: GPL-3.0-or-later
// How the Stages page changes the workspace's files.
#include "services/stages/known_stage.h"
#include "ui/operations/operation_flow.h"
#include "ui/shell/session.h"
#include "ui/shell/stage_monitor.h"
#include "ui/stages/stage_editor.h"
#include "ui/stages/stage_requests.h"
#include "ui/stages/stages_page.h"
#include "ui/style/icons.h"
#include "ui/widgets/note.h"
#include "ui/widgets/tool_row.h"
#include <QAction>
#include <QMenu>

namespace arborist {

using operations::SetDatabase;

StageEditor *StagesPage::editor() const
{
    return m_editor;
}

void StagesPage::makeEditTools()
{
    tools().addSeparator();
    m_add = tools().addAction(QStringLiteral("list-add"), tr("Add stage…"));
    m_edit = tools().addAction(QStringLiteral("document-edit"), tr("Edit stage…"));
    auto *menu = new QMenu(this);
    auto *more = new QAction(tr("More"), this);
    more->setMenu(menu);
    tools().addAction(more);
    m_writeTarget =
        menu->addAction(icon(QStringLiteral("go-jump")), tr("Write to .env as target…"));
    m_writeTarget->setToolTip(tr("Lets DB_CONNECTION_STRING lead to this stage's database"));
    m_writeSource =
        menu->addAction(icon(QStringLiteral("exchange-positions")), tr("Write to .env as source…"));
    m_writeSource->setToolTip(tr("Lets SOURCE_DB_CONNECTION_STRING lead to this stage's database"));
    menu->addSeparator();
    m_remove = menu->addAction(icon(QStringLiteral("list-remove")), tr("Remove stage…"));
    menu->setToolTipsVisible(true);
    connect(m_add, &QAction::triggered, this, [this] { editStage({}); });
    connect(m_edit, &QAction::triggered, this, [this] { editStage(selectedStage()); });
    connect(m_remove, &QAction::triggered, this, [this] { removeStage(selectedStage()); });
    connect(m_writeTarget, &QAction::triggered, this,
            [this] { writeToEnv(selectedStage(), false); });
    connect(m_writeSource, &QAction::triggered, this,
            [this] { writeToEnv(selectedStage(), true); });
}

void StagesPage::connectFlow()
{
    connect(m_flow, &OperationFlow::busyChanged, this, &StagesPage::updateActions);
    connect(m_flow, &OperationFlow::planFailed, this,
            [this](const Error &error) { showNote(error.message(), error.hint()); });
    connect(m_flow, &OperationFlow::nothingToDo, this, [this] {
        showNote(tr("Nothing would change"), tr("Files and records say that already."));
    });
    connect(m_flow, &OperationFlow::ran, this, &StagesPage::ran);
}

void StagesPage::showNote(const QString &title, const QString &text)
{
    m_note->setContent(Glyph::Drift, Tone::Drift, title, text);
    m_note->show();
}

void StagesPage::ran(const Report &report)
{
    m_note->hide();
    if (report.error)
        showNote(report.error->message(), report.error->hint());
    if (report.outcome != Report::Result::Succeeded)
        m_renamedTo.clear();
    session().reread();
    session().monitor().checkAll();
}

void StagesPage::editStage(const QString &name)
{
    const auto workspace = session().workspace();
    if (!workspace || m_editor || m_flow->isBusy())
        return;
    m_note->hide();
    m_editor = new StageEditor(session(), workspace->stage(name), window());
    m_editor->setAttribute(Qt::WA_DeleteOnClose);
    connect(m_editor, &QDialog::accepted, this, [this] {
        const auto current = session().workspace();
        const operations::StageEdit edit = m_editor->edit();
        const QString subject = edit.name.isEmpty() ? edit.newName : edit.name;
        m_renamedFrom = edit.name;
        m_renamedTo = edit.newName == edit.name ? QString() : edit.newName;
        m_renamesTarget = session().targetName() == m_renamedFrom;
        m_flow->start(stages::stageByName(*current, subject),
                      stageEditRequest(current, edit, m_editor->password()));
    });
    m_editor->open();
}

void StagesPage::removeStage(const QString &name)
{
    const auto workspace = session().workspace();
    if (!workspace || !workspace->stage(name))
        return;
    m_note->hide();
    m_renamedTo.clear();
    m_flow->start(*workspace->stage(name), stageRemovalRequest(workspace, name));
}

void StagesPage::writeToEnv(const QString &name, bool asSource)
{
    const auto workspace = session().workspace();
    if (!workspace || !workspace->stage(name))
        return;
    m_note->hide();
    m_renamedTo.clear();
    const stages::Stage written = stages::stageByName(*workspace, workspace->defaultStage());
    m_flow->start(written, setDatabaseRequest(workspace, name,
                                              asSource ? SetDatabase::Role::Source
                                                       : SetDatabase::Role::Target));
}

} // namespace arborist
