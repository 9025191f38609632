// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/backups/backup_text.h"

#include "models/common/format.h"
#include <QCoreApplication>
#include <QFileInfo>
#include <QLocale>

namespace arborist::backup_text {

using backup::Form;
using backup::Keeping;
using backup::ListedBackup;
using backup::Verification;

namespace {

/// The translation context of this file.
class BackupTexts
{
    Q_DECLARE_TR_FUNCTIONS(BackupTexts)
};

Verification stateOf(const ListedBackup &backup)
{
    return backup.manifest ? backup.manifest->verification : Verification::None;
}

} // namespace

QString name(const ListedBackup &backup)
{
    return QFileInfo(backup.path).fileName();
}

QString backups(qint64 count)
{
    return count == 1 ? BackupTexts::tr("1 backup")
                      : BackupTexts::tr("%1 backups").arg(format::count(count));
}

QString origin(const ListedBackup &backup)
{
    if (!backup.manifest && backup.problem.isEmpty())
        return BackupTexts::tr("Not by Arborist");
    if (!backup.automatic)
        return BackupTexts::tr("Manual");
    return backup.manifest && !backup.manifest->operation.isEmpty()
               ? BackupTexts::tr("Before %1").arg(backup.manifest->operation)
               : BackupTexts::tr("Automatic");
}

QString form(Form form)
{
    switch (form) {
    case Form::Custom:
        return BackupTexts::tr("Custom");
    case Form::Directory:
        return BackupTexts::tr("Directory");
    case Form::Plain:
        break;
    }
    return BackupTexts::tr("Plain SQL");
}

QString formOf(const BackupsOverview &overview, size_t index)
{
    const auto &known = overview.forms[index];
    if (!known)
        return QString(format::dash);
    const auto &manifest = overview.backups[index].manifest;
    if (!manifest)
        return form(*known);
    return manifest->compression == backup::Compression::None
               ? BackupTexts::tr("%1, unpacked").arg(form(*known))
               : QStringLiteral("%1, %2").arg(form(*known), toWord(manifest->compression));
}

bool isDamaged(const ListedBackup &backup)
{
    // A check that failed leaves its time, but no state.
    return !backup.problem.isEmpty() ||
           (backup.manifest && backup.manifest->verification == Verification::None &&
            backup.manifest->verifiedAt.isValid());
}

QString verification(const ListedBackup &backup)
{
    if (isDamaged(backup))
        return BackupTexts::tr("Damaged");
    switch (stateOf(backup)) {
    case Verification::Restored:
        return BackupTexts::tr("Restored");
    case Verification::Listed:
        return BackupTexts::tr("Listed");
    case Verification::None:
        break;
    }
    return BackupTexts::tr("Not verified");
}

QString verificationSentence(const ListedBackup &backup)
{
    if (!backup.problem.isEmpty())
        return backup.problem;
    const QDateTime at = backup.manifest ? backup.manifest->verifiedAt : QDateTime();
    if (isDamaged(backup))
        return BackupTexts::tr("It was found damaged on %1").arg(exactly(at));
    switch (stateOf(backup)) {
    case Verification::Restored:
        return BackupTexts::tr("Restored in a rehearsal on %1: every table had its rows")
            .arg(exactly(at));
    case Verification::Listed:
        return BackupTexts::tr("Checksums compared and contents listed on %1").arg(exactly(at));
    case Verification::None:
        break;
    }
    return backup.manifest
               ? BackupTexts::tr("Nobody has looked at it since it was made")
               : BackupTexts::tr("It has no manifest: nothing tells what must be in it");
}

Tone verificationTone(const ListedBackup &backup)
{
    return isDamaged(backup)                       ? Tone::Danger
           : stateOf(backup) == Verification::None ? Tone::Muted
                                                   : Tone::Plain;
}

Glyph verificationGlyph(const ListedBackup &backup)
{
    if (isDamaged(backup))
        return Glyph::Failed;
    switch (stateOf(backup)) {
    case Verification::Restored:
        return Glyph::Ok;
    case Verification::Listed:
        return Glyph::Applied;
    case Verification::None:
        break;
    }
    return Glyph::Idle;
}

QString keeping(const Keeping &keeping)
{
    switch (keeping.until) {
    case Keeping::Until::Date:
        return BackupTexts::tr("Until %1").arg(date(keeping.date));
    case Keeping::Until::Newer:
        return BackupTexts::tr("As the newest");
    case Keeping::Until::Ever:
        break;
    }
    return BackupTexts::tr("For ever");
}

QString keepingSentence(const Keeping &keeping)
{
    switch (keeping.until) {
    case Keeping::Until::Date:
        return keeping.date < QDateTime::currentDateTimeUtc()
                   ? BackupTexts::tr("Expired: the next clean-up deletes it")
                   : BackupTexts::tr("Deleted by a clean-up after %1").arg(exactly(keeping.date));
    case Keeping::Until::Newer:
        return BackupTexts::tr("The newest automatic backup of a stage is never deleted by a "
                               "clean-up");
    case Keeping::Until::Ever:
        break;
    }
    return BackupTexts::tr("Kept for ever: clean-up deletes automatic backups only");
}

QString date(const QDateTime &at)
{
    const QDate day = at.toLocalTime().date();
    const bool thisYear = day.year() == QDate::currentDate().year();
    return QLocale().toString(day,
                              thisYear ? QStringLiteral("d MMM") : QStringLiteral("d MMM yyyy"));
}

QString exactly(const QDateTime &at)
{
    return at.isValid()
               ? QLocale().toString(at.toLocalTime(), QStringLiteral("d MMM yyyy, HH:mm:ss"))
               : QString(format::dash);
}

} // namespace arborist::backup_text
