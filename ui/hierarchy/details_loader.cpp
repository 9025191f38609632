// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/hierarchy/details_loader.h"

#include "services/postgres/connection.h"
#include "ui/shell/session.h"
#include <QCoreApplication>
#include <QPointer>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <optional>

namespace arborist {

using namespace hierarchy;

namespace {

/// Keeps a connection for a reader who scrolls on, and gives it back to a server with few of them.
constexpr std::chrono::seconds kIdle{15};

struct Wish {
    SnapshotPtr snapshot;
    std::vector<Item> items;
    quint64 generation = 0;
};

} // namespace

struct DetailsLoader::Mailbox {
    std::mutex mutex;
    std::condition_variable_any filled;
    std::optional<Wish> wish;
    bool closed = false; ///< the job has ended or is about to: nobody reads it any more

    /// Waits for the next wish; nullopt after idle time or a stop.
    std::optional<Wish> next(const std::stop_token &stop)
    {
        std::unique_lock lock(mutex);
        filled.wait_for(lock, stop, kIdle, [this] { return wish.has_value(); });
        if (!wish || stop.stop_requested()) {
            closed = true;
            return std::nullopt;
        }
        return std::exchange(wish, std::nullopt);
    }

    bool put(Wish next)
    {
        const std::scoped_lock lock(mutex);
        if (closed)
            return false;
        wish = std::move(next);
        filled.notify_one();
        return true;
    }
};

DetailsLoader::DetailsLoader(Session &session, QObject *parent)
    : QObject(parent),
      m_session(session)
{
}

DetailsLoader::~DetailsLoader() = default;

void DetailsLoader::reset()
{
    ++m_generation;
    m_asked = false;
    m_mailbox.reset();
    if (m_job != 0)
        m_session.jobs().cancel(m_job);
    m_job = 0;
}

void DetailsLoader::load(const SnapshotPtr &snapshot, const std::vector<Item> &items)
{
    m_asked = true;
    const Wish wish{snapshot, items, m_generation};
    if (m_mailbox && m_mailbox->put(wish))
        return;
    m_mailbox = std::make_shared<Mailbox>();
    m_mailbox->put(wish);
    start();
}

void DetailsLoader::start()
{
    JobRequest request;
    request.title = tr("Read titles");
    request.background = true;
    request.work = [mailbox = m_mailbox, self = QPointer(this)](OperationContext &context) {
        std::optional<postgres::Connection> connection;
        while (const auto wish = mailbox->next(context.stop)) {
            if (!connection)
                connection.emplace(context.connect());
            auto details = readDetails(*connection, *wish->snapshot, wish->items);
            QMetaObject::invokeMethod(
                QCoreApplication::instance(),
                [self, generation = wish->generation, answer = std::move(details)]() mutable {
                    if (self)
                        self->take(generation, std::move(answer));
                },
                Qt::QueuedConnection);
        }
        return std::any();
    };
    const quint64 generation = m_generation;
    m_job = m_session.start(std::move(request), this,
                            [this, generation, mailbox = m_mailbox](const Outcome &outcome) {
                                if (generation != m_generation || mailbox != m_mailbox)
                                    return;
                                m_job = 0;
                                m_mailbox.reset();
                                if (outcome.state == JobState::Failed && outcome.error) {
                                    m_asked = false;
                                    Q_EMIT failed(*outcome.error);
                                }
                            });
}

void DetailsLoader::take(quint64 generation, std::vector<Details> details)
{
    if (generation != m_generation)
        return;
    m_asked = false;
    Q_EMIT loaded(details);
}

} // namespace arborist
