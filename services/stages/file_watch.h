// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <QStringList>
#include <QThread>

namespace arborist::stages {

/// Tells when the files that a workspace is made of change: arborist.toml, arborist.lock, .env and
/// .env.* of its folder, and further ones by name. Looks at contents on a thread of its own, so
/// that a file that was only touched, or is being written, says nothing; editors that write a new
/// file in place of the old one, and links, are followed.
class FileWatch : public QObject
{
    Q_OBJECT
public:
    explicit FileWatch(QObject *parent = nullptr);
    ~FileWatch() override;

    /// From now on these, and no others; an empty folder watches nothing. `files` are relative to
    /// the folder; "drizzle/*" is everything right in that one, folders by their names alone.
    void watch(const QString &folder, const QStringList &files = {});

Q_SIGNALS:
    void watching(); ///< the first look is done: from now on changes are noticed
    /// Names relative to the folder; also those that are new or gone.
    void changed(const QStringList &files);

private:
    class Worker;
    QThread m_thread;
    Worker *m_worker;
};

} // namespace arborist::stages
