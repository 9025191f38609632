// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/stages/keychain.h"

#include "services/core/error.h"
#include <QAbstractEventDispatcher>
#include <QCoreApplication>
#include <QDBusConnection>
#include <QDBusConnectionInterface>
#include <QDBusMessage>
#include <QDBusMetaType>
#include <QDBusObjectPath>
#include <QThread>
#include <condition_variable>
#include <mutex>
#include <optional>
#include <qt6keychain/keychain.h>

namespace arborist::stages {

namespace {

const QString kService = QStringLiteral("arborist");
const QString kSecrets = QStringLiteral("org.freedesktop.secrets");

QString tr(const char *text)
{
    return QCoreApplication::translate("Keychain", text);
}

struct Answer {
    QKeychain::Error code;
    QString text;
    QString problem;
};

struct Question {
    std::mutex mutex;
    std::condition_variable_any answered;
    std::optional<Answer> answer;

    void reply(Answer given)
    {
        const std::lock_guard lock(mutex);
        answer = std::move(given);
        answered.notify_all();
    }
};

/// Lives on the one thread that may use QtKeychain, whose queue of jobs is no thread's but the
/// first's that asks. The thread ends with the application.
QObject *keychainThread()
{
    static QThread *thread = nullptr;
    static QObject *context = [] {
        thread = new QThread;
        thread->setObjectName(QStringLiteral("keychain"));
        auto *object = new QObject;
        object->moveToThread(thread);
        thread->start();
        qAddPostRoutine([] {
            thread->quit();
            thread->wait();
        });
        return object;
    }();
    return context;
}

void start(const QString &name, const std::shared_ptr<Question> &question)
{
    // libsecret answers through GLib's loop: without it, never.
    if (!QAbstractEventDispatcher::instance()->inherits("QEventDispatcherGlib")) {
        question->reply({QKeychain::OtherError, {}, tr("Qt runs without GLib (QT_NO_GLIB).")});
        return;
    }
    auto *job = new QKeychain::ReadPasswordJob(kService); // deletes itself
    job->setKey(name);
    QObject::connect(job, &QKeychain::Job::finished, job, [job, question] {
        question->reply({job->error(), job->textData(), job->errorString()});
    });
    job->start();
}

Answer ask(const QString &name, const std::stop_token &stop)
{
    const auto question = std::make_shared<Question>();
    QMetaObject::invokeMethod(
        keychainThread(), [name, question] { start(name, question); }, Qt::QueuedConnection);
    std::unique_lock lock(question->mutex);
    if (!question->answered.wait(lock, stop, [&] { return question->answer.has_value(); }))
        throw Error::cancelled();
    return std::move(*question->answer);
}

/// Something that could be asked runs, or would be started for it.
bool keychainRuns(const QDBusConnection &bus)
{
    for (const QString &service : {kSecrets, QStringLiteral("org.kde.kwalletd5")}) {
        if (bus.interface()->isServiceRegistered(service).value() ||
            bus.interface()->activatableServiceNames().value().contains(service))
            return true;
    }
    return false;
}

/// QtKeychain takes an entry that it may not see for one that is not there.
bool isLocked(const QString &name, const QDBusConnection &bus)
{
    using Attributes = QMap<QString, QString>;
    qDBusRegisterMetaType<Attributes>();
    QDBusMessage search = QDBusMessage::createMethodCall(
        kSecrets, QStringLiteral("/org/freedesktop/secrets"),
        QStringLiteral("org.freedesktop.Secret.Service"), QStringLiteral("SearchItems"));
    search << QVariant::fromValue(
        Attributes{{QStringLiteral("server"), kService}, {QStringLiteral("user"), name}});
    const QList<QVariant> found = bus.call(search).arguments();
    return found.size() == 2 && !qdbus_cast<QList<QDBusObjectPath>>(found.at(1)).isEmpty();
}

QString quoted(QString text)
{
    return u'\'' + text.replace(u'\'', QStringLiteral("'\\''")) + u'\'';
}

Error problem(const QString &name, const Answer &answer)
{
    const QString instead =
        tr("Where there is none, put the address into a variable of .env, and write env:NAME.");
    const QDBusConnection bus = QDBusConnection::sessionBus();
    if (!bus.isConnected())
        return Error(
            tr("The keychain cannot be asked for \"%1\": there is no D-Bus session.").arg(name),
            tr("Run Arborist in a desktop session.") + u' ' + instead);
    if (!keychainRuns(bus))
        return Error(
            tr("The keychain cannot be asked for \"%1\": none runs in this session.").arg(name),
            tr("Install and start GNOME Keyring or KWallet.") + u' ' + instead);
    if (answer.code == QKeychain::AccessDenied || answer.code == QKeychain::AccessDeniedByUser ||
        isLocked(name, bus))
        return Error(tr("The keychain is locked, and with it the entry \"%1\".").arg(name),
                     tr("Unlock it (in Passwords and Keys or KWalletManager), and try again."));
    if (answer.code == QKeychain::EntryNotFound)
        return Error(
            tr("The keychain has no entry \"%1\" of Arborist.").arg(name),
            tr("Store the address there; you are asked for it: %1")
                .arg(QStringLiteral("secret-tool store --label=%1 server %2 user %3 "
                                    "type plaintext")
                         .arg(quoted(QStringLiteral("Arborist ") + name), kService, quoted(name))));
    return Error(tr("The keychain did not give the entry \"%1\".").arg(name), instead)
        .setDetail(answer.problem);
}

} // namespace

QString keychainText(const QString &name, const std::stop_token &stop)
{
    Answer answer = ask(name, stop);
    if (answer.code != QKeychain::NoError)
        throw problem(name, answer);
    return std::move(answer.text);
}

} // namespace arborist::stages
