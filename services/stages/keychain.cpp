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
#include <QDBusVariant>
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

struct Wish {
    enum class Kind { Read, Write, Remove };
    Kind kind;
    QString name;
    QString text; ///< to be written
};

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

template <typename Job> Job *makeJob(const Wish &wish)
{
    auto *job = new Job(kService); // deletes itself
    job->setKey(wish.name);
    return job;
}

void start(const Wish &wish, const std::shared_ptr<Question> &question)
{
    // libsecret answers through GLib's loop: without it, never.
    if (!QAbstractEventDispatcher::instance()->inherits("QEventDispatcherGlib")) {
        question->reply({QKeychain::OtherError, {}, tr("Qt runs without GLib (QT_NO_GLIB).")});
        return;
    }
    QKeychain::Job *job = nullptr;
    QKeychain::ReadPasswordJob *reading = nullptr;
    switch (wish.kind) {
    case Wish::Kind::Read:
        job = reading = makeJob<QKeychain::ReadPasswordJob>(wish);
        break;
    case Wish::Kind::Write: {
        auto *writing = makeJob<QKeychain::WritePasswordJob>(wish);
        writing->setTextData(wish.text);
        job = writing;
        break;
    }
    case Wish::Kind::Remove:
        job = makeJob<QKeychain::DeletePasswordJob>(wish);
        break;
    }
    QObject::connect(job, &QKeychain::Job::finished, job, [job, reading, question] {
        question->reply(
            {job->error(), reading ? reading->textData() : QString(), job->errorString()});
    });
    job->start();
}

Answer ask(const Wish &wish, const std::stop_token &stop)
{
    const auto question = std::make_shared<Question>();
    QMetaObject::invokeMethod(
        keychainThread(), [wish, question] { start(wish, question); }, Qt::QueuedConnection);
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

/// Whether what is new could not be put there.
bool takesNothing(const QDBusConnection &bus)
{
    QDBusMessage get = QDBusMessage::createMethodCall(
        kSecrets, QStringLiteral("/org/freedesktop/secrets/aliases/default"),
        QStringLiteral("org.freedesktop.DBus.Properties"), QStringLiteral("Get"));
    get << QStringLiteral("org.freedesktop.Secret.Collection") << QStringLiteral("Locked");
    const QList<QVariant> found = bus.call(get).arguments();
    return !found.isEmpty() && qvariant_cast<QDBusVariant>(found.first()).variant().toBool();
}

QString quoted(QString text)
{
    return u'\'' + text.replace(u'\'', QStringLiteral("'\\''")) + u'\'';
}

Error problem(const Wish &wish, const Answer &answer)
{
    const QString &name = wish.name;
    const bool writing = wish.kind == Wish::Kind::Write;
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
        isLocked(name, bus) || (writing && takesNothing(bus)))
        return Error(tr("The keychain is locked, and with it the entry \"%1\".").arg(name),
                     tr("Unlock it (in Passwords and Keys or KWalletManager), and try again."));
    if (answer.code == QKeychain::EntryNotFound)
        return Error(tr("The keychain has no entry \"%1\" of Arborist.").arg(name),
                     wish.kind == Wish::Kind::Remove
                         ? tr("Nothing was changed.")
                         : tr("Store the address there; you are asked for it: %1")
                               .arg(QStringLiteral("arboristctl secret set ") + quoted(name)));
    return Error((writing ? tr("The keychain did not take the entry \"%1\".")
                          : tr("The keychain did not give the entry \"%1\"."))
                     .arg(name),
                 instead)
        .setDetail(answer.problem);
}

Answer done(const Wish &wish, const std::stop_token &stop)
{
    Answer answer = ask(wish, stop);
    if (answer.code != QKeychain::NoError)
        throw problem(wish, answer);
    return answer;
}

} // namespace

QString keychainText(const QString &name, const std::stop_token &stop)
{
    return done({Wish::Kind::Read, name, {}}, stop).text;
}

void storeInKeychain(const QString &name, const QString &text, const std::stop_token &stop)
{
    done({Wish::Kind::Write, name, text}, stop);
}

void removeFromKeychain(const QString &name, const std::stop_token &stop)
{
    const Wish wish{Wish::Kind::Remove, name, {}};
    // libsecret takes out what is not there, too.
    const Answer there = ask({Wish::Kind::Read, name, {}}, stop);
    if (there.code != QKeychain::NoError)
        throw problem(wish, there);
    done(wish, stop);
}

} // namespace arborist::stages
