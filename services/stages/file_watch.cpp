// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/stages/file_watch.h"

#include <QCryptographicHash>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QFileSystemWatcher>
#include <QMap>
#include <QTimer>
#include <utility>

namespace arborist::stages {

namespace {

constexpr int kSettleMs = 150;
constexpr qint64 kMaxBytes = 1024 * 1024;
const QString kEverything = QStringLiteral("/*");

using Contents = QMap<QString, QByteArray>; ///< file: hash

} // namespace

class FileWatch::Worker : public QObject
{
public:
    explicit Worker(FileWatch &watch)
        : m_watch(watch),
          m_watcher(new QFileSystemWatcher(this)),
          m_settle(new QTimer(this))
    {
        m_settle->setSingleShot(true);
        m_settle->setInterval(kSettleMs);
        const auto wait = [this] {
            if (!m_settle->isActive())
                m_settle->start();
        };
        connect(m_watcher, &QFileSystemWatcher::fileChanged, this, wait);
        connect(m_watcher, &QFileSystemWatcher::directoryChanged, this, wait);
        connect(m_settle, &QTimer::timeout, this, [this] { look(); });
    }

    void start(const QString &folder, const QStringList &files)
    {
        m_settle->stop();
        m_folder = folder;
        m_files = files;
        watchPaths();
        m_known = m_seen = contents();
        tell([watch = &m_watch] { Q_EMIT watch->watching(); });
    }

private:
    QStringList names() const
    {
        if (m_folder.isEmpty())
            return {};
        QStringList all = QDir(m_folder).entryList(
            {QStringLiteral("arborist.toml"), QStringLiteral("arborist.lock"),
             QStringLiteral(".env"), QStringLiteral(".env.*")},
            QDir::Files | QDir::Hidden);
        for (const QString &name : m_files) {
            if (!name.endsWith(kEverything)) {
                all += name;
                continue;
            }
            const QString below = name.chopped(1);
            for (const QString &entry : QDir(QDir(m_folder).filePath(below))
                                            .entryList(QDir::AllEntries | QDir::NoDotAndDotDot))
                all += below + entry;
        }
        all.removeDuplicates();
        return all;
    }

    Contents contents() const
    {
        Contents found;
        for (const QString &name : names()) {
            const QString path = QDir(m_folder).filePath(name);
            QFile file(path);
            // A pipe would block for ever.
            if (!QFileInfo(path).isFile()) {
                if (QFileInfo(path).isDir())
                    found[name] = QByteArray("folder");
                continue;
            }
            found[name] =
                file.open(QIODevice::ReadOnly)
                    ? QCryptographicHash::hash(file.read(kMaxBytes + 1), QCryptographicHash::Sha1)
                    : QByteArray("not readable");
        }
        return found;
    }

    /// Anew each time: a file that took the place of another one is not the one that was watched.
    void watchPaths()
    {
        const QStringList before = m_watcher->files() + m_watcher->directories();
        if (!before.isEmpty())
            m_watcher->removePaths(before);
        if (m_folder.isEmpty())
            return;
        // A folder that is moved away, or comes back, is news of the one above it alone.
        QStringList paths{m_folder, nearestAbove()};
        for (const QString &name : m_files) {
            if (name.endsWith(kEverything))
                paths << QDir(m_folder).filePath(name.chopped(kEverything.size()));
        }
        for (const QString &name : names()) {
            const QFileInfo info(QDir(m_folder).filePath(name));
            paths << info.absolutePath();
            if (info.isFile())
                paths << info.absoluteFilePath();
            if (info.isSymLink())
                paths << info.canonicalFilePath() << QFileInfo(info.canonicalFilePath()).path();
        }
        paths.removeAll(QString());
        paths.removeDuplicates();
        m_watcher->addPaths(paths);
    }

    QString nearestAbove() const
    {
        QString above = QFileInfo(m_folder).path();
        while (!QFileInfo::exists(above) && above != QFileInfo(above).path())
            above = QFileInfo(above).path();
        return above;
    }

    void look()
    {
        watchPaths();
        const Contents now = contents();
        // Only what two looks in a row agree on is no file that is half written.
        if (now != m_seen) {
            m_seen = now;
            m_settle->start();
            return;
        }
        if (now == m_known)
            return;
        QStringList changed;
        for (const QString &name : m_known.keys() + now.keys()) {
            if (m_known.value(name) != now.value(name) && !changed.contains(name))
                changed << name;
        }
        m_known = now;
        tell([watch = &m_watch, changed] { Q_EMIT watch->changed(changed); });
    }

    /// Signals come from the watch's own thread.
    template <typename Signal> void tell(Signal signal)
    {
        QMetaObject::invokeMethod(&m_watch, std::move(signal), Qt::QueuedConnection);
    }

    FileWatch &m_watch;
    QFileSystemWatcher *m_watcher;
    QTimer *m_settle;
    QString m_folder;
    QStringList m_files;
    Contents m_known; ///< as was told last
    Contents m_seen;  ///< at the last look
};

FileWatch::FileWatch(QObject *parent) : QObject(parent), m_worker(new Worker(*this))
{
    m_worker->moveToThread(&m_thread);
    connect(&m_thread, &QThread::finished, m_worker, &QObject::deleteLater);
    m_thread.setObjectName(QStringLiteral("file watch"));
    m_thread.start();
}

FileWatch::~FileWatch()
{
    m_thread.quit();
    m_thread.wait();
}

void FileWatch::watch(const QString &folder, const QStringList &files)
{
    QMetaObject::invokeMethod(
        m_worker, [worker = m_worker, folder, files] { worker->start(folder, files); },
        Qt::QueuedConnection);
}

} // namespace arborist::stages
