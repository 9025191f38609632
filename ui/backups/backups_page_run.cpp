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

BackupDialog *BackupsPage::askBackup()
{
    if (!m_desk->canAsk())
        return nullptr;
    const auto workspace = session().workspace();
    const stages::Stage stage = *session().target();
    const QString key = session().key();
    auto *dialog = new BackupDialog(stage, backup::backupFolder(*workspace, key), window());
    connect(dialog, &QDialog::accepted, this, [this, dialog, workspace, stage, key] {
        m_desk->start(stage, backupRequest(workspace, key, stage, dialog->wish()));
    });
    m_desk->ask(dialog);
    return dialog;
}

RestoreDialog *BackupsPage::askRestore(const QString &file)
{
    if (!m_desk->canAsk())
        return nullptr;
    const auto workspace = session().workspace();
    const stages::Stage stage = *session().target();
    auto *dialog = new RestoreDialog(stage, file, workspace->backup().keepAutomaticDays, window());
    connect(dialog, &RestoreDialog::fileChosen, this, &BackupsPage::readDump);
    connect(dialog, &QDialog::accepted, this, [this, dialog, workspace, stage] {
        m_desk->start(stage, restoreRequest(workspace, stage, dialog->wish()));
    });
    m_desk->ask(dialog);
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
    const QPointer dialog(qobject_cast<RestoreDialog *>(m_desk->asking()));
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
    if (paths.isEmpty() || isVerifying() || m_desk->isBusy() || !session().target())
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
    note().clear();
    m_verifying = session().start(std::move(request), this, [this](const Outcome &outcome) {
        m_verifying = 0;
        updateActions();
        using All = std::vector<VerifiedBackup>;
        if (outcome.state == JobState::Succeeded)
            verified(std::any_cast<const All &>(outcome.result));
        else if (outcome.error && outcome.state != JobState::Cancelled)
            m_desk->tell(*outcome.error);
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
    if (!problems.isEmpty())
        m_desk->tell(Glyph::Failed, Tone::Danger, tr("Damage was found"), problems.join(u'\n'));
    else
        m_desk->tell(Glyph::Ok, Tone::Ok,
                     found.size() == 1
                         ? tr("%1 is whole").arg(QFileInfo(found.front().dump).fileName())
                         : tr("%1 are whole").arg(backup_text::backups(qint64(found.size()))),
                     tr("Looked at: %1.").arg(found.front().how));
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
    if (m_desk->canAsk())
        m_desk->start(*session().target(), cleanRequest(session().workspace(), session().key()));
}

void BackupsPage::deleteSelected()
{
    const QStringList paths = selectedPaths();
    if (m_desk->canAsk() && !paths.isEmpty())
        m_desk->start(*session().target(), deleteRequest(m_model.reading()->folder, paths));
}

void BackupsPage::dropKept(const QStringList &runs)
{
    if (m_desk->canAsk() && !runs.isEmpty())
        m_desk->start(*session().target(), dropKeptRequest(runs, *session().target()));
}

void BackupsPage::takeBack(const QString &run)
{
    const auto workspace = session().workspace();
    if (m_desk->canAsk() && workspace)
        m_desk->start(*session().target(), undoRequest(run, workspace));
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

void BackupsPage::showExportError(const Error &error)
{
    m_desk->tell(error);
}

OperationDesk::Words BackupsPage::wordsOf(const Report &report) const
{
    const QString &operation = report.operation;
    const QString stage = m_desk->stage();
    const bool restores = operation == u"restore" || operation == u"restore --in-place";
    return {operation == u"backup"           ? tr("Backed up %1").arg(stage)
            : restores                       ? tr("Restored %1").arg(stage)
            : operation == u"restore --into" ? tr("Restored beside %1").arg(stage)
            : operation.startsWith(u"undo")  ? tr("Taken back on %1").arg(stage)
            : operation.startsWith(u"drop")  ? tr("Dropped")
                                             : tr("Deleted"),
            {},
            operation == u"restore"};
}

} // namespace arborist
