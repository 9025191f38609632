// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/cloud/child_process.h"

#include "services/core/error.h"
#include "services/core/gui_thread_guard.h"
#include "services/core/redact.h"
#include <QCoreApplication>
#include <QEventLoop>
#include <QFileInfo>
#include <QProcess>
#include <QTimer>
#include <csignal>
#include <unistd.h>

namespace arborist::cloud {

namespace {

struct Text {
    Q_DECLARE_TR_FUNCTIONS(ChildProcess)
};

void kill(QProcess &process, qint64 pid)
{
    if (pid > 0)
        ::kill(-pid_t(pid), SIGKILL); // it leads a session of its own, once it has begun
    process.kill();
    process.waitForFinished(1000);
}

} // namespace

QString ChildResult::complaint() const
{
    const QStringList lines = QString::fromUtf8(err).split(u'\n', Qt::SkipEmptyParts);
    for (auto line = lines.crbegin(); line != lines.crend(); ++line) {
        if (const QString text = line->simplified(); !text.isEmpty())
            return redacted(text).left(300);
    }
    return {};
}

QProcessEnvironment bareEnvironment(const QStringList &further)
{
    static const QStringList usual{
        QStringLiteral("PATH"),
        QStringLiteral("HOME"),
        QStringLiteral("USER"),
        QStringLiteral("LOGNAME"),
        QStringLiteral("LANG"),
        QStringLiteral("LC_ALL"),
        QStringLiteral("TZ"),
        QStringLiteral("TMPDIR"),
        QStringLiteral("DISPLAY"),
        QStringLiteral("WAYLAND_DISPLAY"),
        QStringLiteral("XDG_RUNTIME_DIR"),
        QStringLiteral("XDG_CONFIG_HOME"),
        QStringLiteral("XDG_CACHE_HOME"),
        QStringLiteral("DBUS_SESSION_BUS_ADDRESS"),
        QStringLiteral("SSL_CERT_FILE"),
        QStringLiteral("SSL_CERT_DIR"),
        QStringLiteral("https_proxy"),
        QStringLiteral("HTTPS_PROXY"),
        QStringLiteral("http_proxy"),
        QStringLiteral("HTTP_PROXY"),
        QStringLiteral("all_proxy"),
        QStringLiteral("ALL_PROXY"),
        QStringLiteral("no_proxy"),
        QStringLiteral("NO_PROXY"),
    };
    const QProcessEnvironment ours = QProcessEnvironment::systemEnvironment();
    QProcessEnvironment bare;
    for (const QString &name : usual + further) {
        if (ours.contains(name))
            bare.insert(name, ours.value(name));
    }
    return bare;
}

ChildResult runChild(const QStringList &command, const QProcessEnvironment &environment,
                     std::chrono::milliseconds timeout, std::stop_token stop)
{
    assertConnectionsAllowed("runChild");
    const QString name = QFileInfo(command.value(0)).fileName();
    QProcess process;
    process.setProcessEnvironment(environment);
    process.setStandardInputFile(QProcess::nullDevice());
    // Without a terminal it cannot ask, and wait for an answer that nobody gives.
    process.setChildProcessModifier([] { ::setsid(); });
    QEventLoop loop;
    QObject::connect(&process, &QProcess::finished, &loop, &QEventLoop::quit);
    QObject::connect(&process, &QProcess::errorOccurred, &loop, &QEventLoop::quit);
    QTimer::singleShot(timeout, &loop, &QEventLoop::quit);
    process.start(command.value(0), command.mid(1));
    const qint64 pid = process.processId();
    {
        const std::stop_callback wake(stop, [&loop] {
            QMetaObject::invokeMethod(&loop, &QEventLoop::quit, Qt::QueuedConnection);
        });
        if (process.state() != QProcess::NotRunning && !stop.stop_requested())
            loop.exec();
    }
    process.disconnect(&loop);
    if (process.state() != QProcess::NotRunning) {
        kill(process, pid);
        if (stop.stop_requested())
            throw Error::cancelled();
        throw Error(Text::tr("%1 did not end within %2 s.").arg(name).arg(timeout.count() / 1000),
                    Text::tr("Run it in a terminal to see what it waits for."));
    }
    if (process.error() == QProcess::FailedToStart)
        throw Error(Text::tr("%1 could not be started.").arg(command.value(0)),
                    Text::tr("Check that it is installed, and that its path is right."))
            .setDetail(process.errorString());
    if (process.exitStatus() != QProcess::NormalExit)
        throw Error(Text::tr("%1 crashed.").arg(name),
                    Text::tr("Run it in a terminal to see why."));
    return {process.exitCode(), process.readAllStandardOutput(), process.readAllStandardError()};
}

std::optional<QStringList> shellWords(const QString &line)
{
    QStringList words;
    QString word;
    bool inWord = false;
    QChar quote;
    for (qsizetype i = 0; i < line.size(); ++i) {
        const QChar c = line[i];
        if (quote == u'\'' || (quote == u'"' && c != u'\\')) {
            if (c == quote)
                quote = QChar();
            else
                word += c;
        } else if (c == u'\\' && i + 1 < line.size()) {
            // Inside double quotes it protects only what means something there.
            const QChar next = line[++i];
            if (quote == u'"' && next != u'"' && next != u'\\')
                word += c;
            word += next;
            inWord = true;
        } else if (c == u'\'' || c == u'"') {
            quote = c;
            inWord = true;
        } else if (c.isSpace()) {
            if (inWord)
                words.append(word);
            word.clear();
            inWord = false;
        } else {
            word += c;
            inWord = true;
        }
    }
    if (!quote.isNull())
        return std::nullopt;
    if (inWord)
        words.append(word);
    return words;
}

} // namespace arborist::cloud
