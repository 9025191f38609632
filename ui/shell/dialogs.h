// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QList>
#include <QString>
#include <functional>

class QDialog;
class QWidget;

namespace arborist {

void showAbout(QWidget *parent);
void showShortcuts(QWidget *parent, const QStringList &pages);
/// Asks for a connection string; `accept` gets it. Never blocks the caller.
void askAddress(QWidget *parent, const std::function<void(const QString &)> &accept);

/// Asks whether jobs that change something are to be cancelled, so that the window can close.
/// Accepted: they are; deletes itself. Never blocks the caller.
QDialog *askToEndJobs(QWidget *parent, const QStringList &jobs);

struct FileKind {
    QString name;   ///< "PNG picture"
    QString suffix; ///< "png"
};
/// Asks where to write a file of one of these kinds; `name` is proposed, without its ending.
/// `accept` gets the file, which ends in the suffix of the chosen kind. Never blocks the caller.
void askFileToWrite(QWidget *parent, const QString &title, const QString &name,
                    const QList<FileKind> &kinds,
                    const std::function<void(const QString &)> &accept);

} // namespace arborist
