// SPDX-License-Identifier: GPL-3.0-or-later
// What is done with tables: the dialogs, the plans, and what is told of a run that has ended.
#include "services/core/report.h"
#include "services/data/transfer/export.h"
#include "ui/data/data_loader.h"
#include "ui/data/data_page.h"
#include "ui/data/export_dialog.h"
#include "ui/data/generate_dialog.h"
#include "ui/data/import_dialog.h"
#include "ui/data/seed_dialog.h"
#include "ui/data/wipe_dialog.h"
#include "ui/operations/operation_flow.h"
#include "ui/operations/undo_request.h"
#include "ui/shell/session.h"
#include "ui/widgets/note_bar.h"

namespace arborist {

ExportDialog *DataPage::askExport()
{
    if (!m_desk->canAsk() || !m_model.reading())
        return nullptr;
    const auto workspace = session().workspace();
    const stages::Stage stage = *session().target();
    auto *dialog = new ExportDialog(stage, m_model.reading(), selected(),
                                    data::defaultExportFolder(*workspace, stage), window());
    connect(dialog, &QDialog::accepted, this, [this, dialog, workspace, stage] {
        start(stage, exportRequest(workspace, stage, dialog->wish()));
    });
    m_desk->ask(dialog);
    return dialog;
}

ImportDialog *DataPage::askImport(const QString &folder)
{
    if (!m_desk->canAsk())
        return nullptr;
    const auto workspace = session().workspace();
    const stages::Stage stage = *session().target();
    auto *dialog = new ImportDialog(
        stage, m_model.reading(),
        folder.isEmpty() ? data::defaultExportFolder(*workspace, stage) : folder, window());
    connect(dialog, &ImportDialog::folderChosen, this, &DataPage::readArchive);
    connect(dialog, &QDialog::accepted, this, [this, dialog, workspace, stage] {
        start(stage, importRequest(workspace, stage, dialog->wish()));
    });
    m_desk->ask(dialog);
    return dialog;
}

void DataPage::readArchive(const QString &folder)
{
    JobRequest request;
    request.title = tr("Read the export in %1").arg(folder);
    request.background = true;
    request.view = QStringLiteral("data/archive");
    request.work = [folder](OperationContext &) { return std::any(data::Archive::read(folder)); };
    const QPointer dialog(qobject_cast<ImportDialog *>(m_desk->asking()));
    session().jobs().start(std::move(request), this, [dialog](const Outcome &outcome) {
        if (!dialog)
            return;
        if (outcome.state == JobState::Succeeded)
            dialog->setArchive(std::any_cast<const data::Archive &>(outcome.result));
        else if (outcome.error)
            dialog->setProblem(outcome.error->message() + u' ' + outcome.error->hint());
    });
}

WipeDialog *DataPage::askWipe()
{
    if (!m_desk->canAsk() || !m_model.reading())
        return nullptr;
    const auto workspace = session().workspace();
    const stages::Stage stage = *session().target();
    auto *dialog = new WipeDialog(stage, m_model.reading(), selected(), window());
    connect(dialog, &QDialog::accepted, this, [this, dialog, workspace, stage] {
        start(stage, wipeRequest(workspace, stage, dialog->wish()));
    });
    m_desk->ask(dialog);
    return dialog;
}

SeedDialog *DataPage::askSeed()
{
    if (!m_desk->canAsk())
        return nullptr;
    const auto workspace = session().workspace();
    const stages::Stage stage = *session().target();
    auto *dialog = new SeedDialog(stage, workspace->seed().command, window());
    connect(dialog, &QDialog::accepted, this, [this, dialog, workspace, stage] {
        const auto outcome = std::make_shared<SeedOutcome>();
        FlowRequest request = seedRequest(workspace, stage, dialog->wish(), outcome);
        request.told = [this, outcome](const auto &events) { showOutput(*outcome, events); };
        start(stage, std::move(request));
        m_seeding = outcome;
    });
    m_desk->ask(dialog);
    JobRequest request;
    request.title = tr("Look for the project’s seed");
    request.background = true;
    request.view = QStringLiteral("data/seed");
    using Found = std::pair<QString, std::vector<data::SeedFile>>;
    request.work = [workspace](OperationContext &) {
        const QString folder = data::seedFolder(*workspace);
        return std::any(Found(folder, folder.isEmpty() ? std::vector<data::SeedFile>()
                                                       : data::seedFiles(folder, *workspace)));
    };
    session().jobs().start(
        std::move(request), this, [shown = QPointer(dialog)](const Outcome &end) {
            if (!shown)
                return;
            if (end.state == JobState::Succeeded) {
                const auto &found = std::any_cast<const Found &>(end.result);
                shown->setFiles(found.first, found.second);
            } else if (end.error) {
                shown->setProblem(end.error->message() + u' ' + end.error->hint());
            }
        });
    return dialog;
}

GenerateDialog *DataPage::askGenerate()
{
    if (!m_desk->canAsk() || !m_model.reading())
        return nullptr;
    const auto workspace = session().workspace();
    const stages::Stage stage = *session().target();
    auto *dialog = new GenerateDialog(stage, m_model.reading(), selected(), window());
    connect(dialog, &QDialog::accepted, this, [this, dialog, workspace, stage] {
        start(stage, generateRequest(workspace, stage, dialog->wish()));
    });
    m_desk->ask(dialog);
    return dialog;
}

/// What a command writes while it runs: its last lines, as at a terminal.
void DataPage::showOutput(SeedOutcome &outcome, const std::vector<ProgressEvent> &events)
{
    constexpr qsizetype kLines = 12;
    const qsizetype before = outcome.output.size();
    for (const ProgressEvent &event : events) {
        if (event.kind == ProgressEvent::Kind::Notice)
            outcome.output << event.text;
    }
    if (outcome.output.size() == before)
        return;
    outcome.output = outcome.output.mid(std::max<qsizetype>(0, outcome.output.size() - kLines));
    note().show(Glyph::Running, Tone::Info, tr("Seeding %1").arg(m_desk->stage()),
                outcome.output.join(u'\n'));
}

/// The accounts that the seed declares, for people to log in with; what its command wrote last.
QStringList DataPage::seedLines() const
{
    QStringList lines;
    if (!m_seeding || !m_seeding->operation)
        return lines;
    for (const data::TestAccount &account : m_seeding->operation->accounts())
        lines << (account.role.isEmpty()
                      ? tr("Test account: %1, password %2").arg(account.login, account.password)
                      : tr("Test account: %1, password %2, %3")
                            .arg(account.login, account.password, account.role));
    return lines + outputLines();
}

QStringList DataPage::outputLines() const
{
    if (!m_seeding || m_seeding->output.isEmpty())
        return {};
    return QStringList(tr("The command wrote:")) + m_seeding->output;
}

void DataPage::start(const stages::Stage &stage, FlowRequest request)
{
    m_seeding.reset();
    m_desk->start(stage, std::move(request));
}

void DataPage::showExportError(const Error &error)
{
    m_desk->tell(error);
}

OperationDesk::Words DataPage::wordsOf(const Report &report) const
{
    const QString verb = report.operation.section(u' ', 0, 0);
    const QString stage = m_desk->stage();
    return {verb == u"export"   ? tr("Exported from %1").arg(stage)
            : verb == u"import" ? tr("Imported into %1").arg(stage)
            : verb == u"wipe"   ? tr("Wiped on %1").arg(stage)
            : verb == u"undo"   ? tr("Taken back on %1").arg(stage)
                                : tr("Filled on %1").arg(stage),
            report.outcome == Report::Result::Succeeded ? seedLines() : outputLines(),
            verb != u"export" && verb != u"undo"};
}

} // namespace arborist
