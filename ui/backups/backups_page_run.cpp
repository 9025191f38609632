// SPDX-License-Identifier: GPL-3.0-or-later
// What is done with backups: the dialogs, the plans, and what is told of a run that has ended.
#include "models/backups/backup_text.h"
#include "services/backup/places.h"
#include "services/backup/rehearse.h"
#include "services/core/report.h"
#include "ui/backups/backup_dialog.h"
#include "ui/backups/backups_inspector.h"
#include "ui/backups/backups_loader.h"
#include "ui/backups/backups_page.h"
#include "ui/backups/restore_dialog.h"
#include "ui/operations/operation_flow.h"
#include "ui/operations/undo_request.h"
#include "ui/shell/session.h"
#include "ui/widgets/note_bar.h"
#include <QApplication>
#include <QClipboard>
#include <QDesktopServices>
#include <QDir>
#include <QFileInfo>
#include <QUrl>

namespace arborist {

using backup::VerifiedBackup;

bool BackupsPage::canAsk() const
{
    return const_cast<BackupsPage *>(this)->session().target() && !m_flow->isBusy() &&
           !(m_asking && m_asking->isVisible());
}

void BackupsPage::open(RequestDialog *dialog)
{
    m_asking = dialog;
    m_note->clear();
    dialog->open();
}

BackupDialog *BackupsPage::askBackup()
{
    if (!canAsk())
        return nullptr;
    const auto workspace = session().workspace();
    const stages::Stage stage = *session().target();
    const QString key = session().key();
    auto *dialog = new BackupDialog(stage, backup::backupFolder(*workspace, key), window());
    connect(dialog, &QDialog::accepted, this, [this, dialog, workspace, stage, key] {
        start(stage, backupRequest(workspace, key, stage, dialog->wish()));
    });
    open(dialog);
    return dialog;
}

RestoreDialog *BackupsPage::askRestore(const QString &file)
{
    if (!canAsk())
        return nullptr;
    const auto workspace = session().workspace();
    const stages::Stage stage = *session().target();
    auto *dialog = new RestoreDialog(stage, file, workspace->backup().keepAutomaticDays, window());
    connect(dialog, &RestoreDialog::fileChosen, this, &BackupsPage::readDump);
    connect(dialog, &QDialog::accepted, this, [this, dialog, workspace, stage] {
        start(stage, restoreRequest(workspace, stage, dialog->wish()));
    });
    open(dialog);
    return dialog;
}

void BackupsPage::readDump(const QString &file)
{
    JobRequest request;
    request.title = tr("Look at %1").arg(QFileInfo(file).fileName());
    request.icon = QStringLiteral("archive-extract");
    request.view = QStringLiteral("backups/dump");
    request.work = [file](OperationContext &context) {
        InspectedDump dump;
        dump.archive = backup::inspectArchive(file, context);
        dump.manifest = backup::Manifest::read(file);
        return std::any(std::move(dump));
    };
    const QPointer dialog(qobject_cast<RestoreDialog *>(m_asking));
    const JobId id =
        session().jobs().start(std::move(request), this, [dialog](const Outcome &outcome) {
            if (!dialog)
                return;
            if (outcome.state == JobState::Succeeded)
                dialog->setDump(std::any_cast<const InspectedDump &>(outcome.result));
            else if (outcome.state == JobState::Cancelled)
                dialog->setProblem(tr("It was not looked at to its end."));
            else if (outcome.error)
                dialog->setProblem(outcome.error->message() + u' ' + outcome.error->hint());
        });
    // Nobody waits for the answer then.
    connect(dialog, &QDialog::rejected, this, [this, id] { session().jobs().cancel(id); });
}

void BackupsPage::verify(bool rehearse)
{
    const QStringList paths = selectedPaths();
    if (paths.isEmpty() || isVerifying() || m_flow->isBusy() || !session().target())
        return;
    JobRequest request;
    request.title = paths.size() > 1 ? tr("Verify %1").arg(backup_text::backups(paths.size()))
                                     : tr("Verify %1").arg(QFileInfo(paths.first()).fileName());
    request.icon = QStringLiteral("kt-check-data");
    request.work = [paths, rehearse, workspace = session().workspace(),
                    stage = *session().target()](OperationContext &context) {
        std::vector<VerifiedBackup> found;
        for (const QString &path : paths) {
            VerifiedBackup one = backup::verifyBackup(path, *context.progress, context.stop);
            if (rehearse && one.problems.isEmpty())
                one = backup::rehearseRestore(path, stage, workspace->resolve(stage, context.stop),
                                              context);
            found.push_back(std::move(one));
        }
        return std::any(std::move(found));
    };
    m_note->clear();
    m_verifying = session().start(std::move(request), this, [this](const Outcome &outcome) {
        m_verifying = 0;
        updateActions();
        using All = std::vector<VerifiedBackup>;
        if (outcome.state == JobState::Succeeded)
            verified(std::any_cast<const All &>(outcome.result));
        else if (outcome.error && outcome.state != JobState::Cancelled)
            tell(*outcome.error);
        m_loader->load();
    });
    updateActions();
}

void BackupsPage::verified(const std::vector<VerifiedBackup> &found)
{
    QStringList problems;
    for (const VerifiedBackup &each : found) {
        for (const QString &problem : each.problems)
            problems << (found.size() == 1 ? problem
                                           : QStringLiteral("%1: %2").arg(
                                                 QFileInfo(each.dump).fileName(), problem));
    }
    const std::vector<NoteBar::Choice> close{{tr("Close"), [this] { m_note->clear(); }}};
    if (!problems.isEmpty())
        m_note->show(Glyph::Failed, Tone::Danger, tr("Damage was found"), problems.join(u'\n'),
                     close);
    else
        m_note->show(Glyph::Ok, Tone::Ok,
                     found.size() == 1
                         ? tr("%1 is whole").arg(QFileInfo(found.front().dump).fileName())
                         : tr("%1 are whole").arg(backup_text::backups(qint64(found.size()))),
                     tr("Looked at: %1.").arg(found.front().how), close);
}

void BackupsPage::compare()
{
    const std::vector<size_t> rows = selected();
    if (rows.size() != 1 || !m_model.at(int(rows.front())).manifest || !session().target())
        return;
    const QString path = m_model.at(int(rows.front())).path;
    m_loader->compare(*m_model.at(int(rows.front())).manifest,
                      [this, path, stage = session().targetName()](
                          const std::optional<backup::Comparison> &comparison,
                          const std::optional<Error> &error) {
                          if (selectedPaths() != QStringList(path))
                              return;
                          if (comparison)
                              m_inspector->setComparison(*comparison, stage);
                          else
                              m_inspector->setComparisonError(*error);
                      });
}

void BackupsPage::cleanUp()
{
    if (canAsk())
        start(*session().target(), cleanRequest(session().workspace(), session().key()));
}

void BackupsPage::deleteSelected()
{
    const QStringList paths = selectedPaths();
    if (canAsk() && !paths.isEmpty())
        start(*session().target(), deleteRequest(m_model.reading()->folder, paths));
}

void BackupsPage::dropKept(const QStringList &runs)
{
    if (canAsk() && !runs.isEmpty())
        start(*session().target(), dropKeptRequest(runs, *session().target()));
}

void BackupsPage::takeBack(const QString &run)
{
    const auto workspace = session().workspace();
    if (canAsk() && workspace)
        start(*session().target(), undoRequest(run, workspace));
}

void BackupsPage::reveal()
{
    const QStringList paths = selectedPaths();
    const QString folder =
        paths.isEmpty() ? m_model.reading()->folder : QFileInfo(paths.first()).path();
    QDesktopServices::openUrl(QUrl::fromLocalFile(folder));
}

void BackupsPage::copyPath()
{
    QStringList paths;
    for (const QString &path : selectedPaths())
        paths << QDir::toNativeSeparators(path);
    QApplication::clipboard()->setText(paths.join(u'\n'));
}

void BackupsPage::start(const stages::Stage &stage, FlowRequest request)
{
    m_runStage = stage.name;
    m_flow->start(stage, std::move(request));
}

void BackupsPage::connectFlow()
{
    connect(m_flow, &OperationFlow::busyChanged, this, &BackupsPage::updateActions);
    connect(m_flow, &OperationFlow::planFailed, this, &BackupsPage::tell);
    connect(m_flow, &OperationFlow::nothingToDo, this, [this] {
        m_note->show(Glyph::Ok, Tone::Ok, tr("Nothing to do"), tr("Nothing was changed."),
                     {{tr("Close"), [this] { m_note->clear(); }}});
    });
    connect(m_flow, &OperationFlow::ran, this, &BackupsPage::ran);
}

void BackupsPage::tell(const Error &error)
{
    m_note->show(error.kind() == ErrorKind::Refused ? Glyph::Skipped : Glyph::Failed, Tone::Danger,
                 error.message(), error.hint(), {{tr("Close"), [this] { m_note->clear(); }}});
}

void BackupsPage::showExportError(const Error &error)
{
    tell(error);
}

void BackupsPage::ran(const Report &report)
{
    const std::vector<NoteBar::Choice> close{{tr("Close"), [this] { m_note->clear(); }}};
    QStringList lines = report.notes;
    if (report.outcome == Report::Result::Succeeded) {
        const QString &operation = report.operation;
        const bool restores = operation == u"restore" || operation == u"restore --in-place";
        const QString title =
            operation == u"backup"           ? tr("Backed up %1").arg(m_runStage)
            : restores                       ? tr("Restored %1").arg(m_runStage)
            : operation == u"restore --into" ? tr("Restored beside %1").arg(m_runStage)
            : operation.startsWith(u"undo")  ? tr("Taken back on %1").arg(m_runStage)
            : operation.startsWith(u"drop")  ? tr("Dropped")
                                             : tr("Deleted");
        lines << tr("It is listed under Activity as run %1.").arg(report.run);
        std::vector<NoteBar::Choice> choices = close;
        if (operation == u"restore")
            choices.push_back({tr("Undo…"), [this, run = report.run] { takeBack(run); }});
        m_note->show(Glyph::Ok, Tone::Ok, title, lines.join(u'\n'), std::move(choices));
    } else if (!report.error || report.outcome == Report::Result::Cancelled) {
        if (lines.isEmpty())
            lines << tr("Nothing was changed.");
        m_note->show(Glyph::Skipped, Tone::Drift, tr("Cancelled on %1").arg(m_runStage),
                     lines.join(u'\n'), close);
    } else {
        const Error &error = *report.error;
        QStringList whole;
        for (const QString &line : {error.where(), error.detail(), error.hint()}) {
            if (!line.isEmpty())
                whole << line;
        }
        whole += lines;
        m_note->show(Glyph::Failed, Tone::Danger, error.message(), whole.join(u'\n'), close);
    }
    m_loader->load();
}

} // namespace arborist
