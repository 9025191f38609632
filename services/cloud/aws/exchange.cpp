// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/cloud/aws/exchange.h"

#include "services/cloud/aws/service_error.h"
#include "services/cloud/network_error.h"
#include "services/cloud/wait.h"
#include <QLocale>
#include <QRandomGenerator>
#include <QTimeZone>
#include <algorithm>
#include <optional>

namespace arborist::cloud::aws {

namespace {

using std::chrono::milliseconds;

constexpr int kTries = 3;
constexpr milliseconds kLongestPause{20'000};

/// The scale of AWS's newer retry scheme: throttling takes longer to go away.
milliseconds pauseAfter(int tries, bool throttled, const HttpReply &reply)
{
    const int base = throttled ? 1000 : 50;
    milliseconds pause(
        int(base * (1 << (tries - 1)) * QRandomGenerator::global()->generateDouble()));
    bool given = false;
    const int asked = reply.headers.value("x-amz-retry-after").toInt(&given);
    if (given)
        pause = std::max(pause, milliseconds(asked));
    return std::min(pause, kLongestPause);
}

std::optional<qint64> secondsAhead(const HttpReply &reply)
{
    const QString date = QString::fromLatin1(reply.headers.value("Date"));
    QDateTime theirs =
        QLocale::c().toDateTime(date, QStringLiteral("ddd, dd MMM yyyy hh:mm:ss 'GMT'"));
    if (!theirs.isValid())
        return std::nullopt;
    theirs.setTimeSpec(Qt::UTC);
    return QDateTime::currentDateTimeUtc().secsTo(theirs);
}

bool mayTryAgain(const NetworkError &error)
{
    using Reason = NetworkError::Reason;
    return error.reason() == Reason::NotSent || error.reason() == Reason::Lost ||
           error.reason() == Reason::TimedOut;
}

} // namespace

HttpReply exchange(HttpClient &client, const MakeRequest &make, const std::stop_token &stop)
{
    qint64 ahead = 0;
    bool clockSet = false;
    for (int tries = 1;; ++tries) {
        const HttpRequest request = make(QDateTime::currentDateTimeUtc().addSecs(ahead));
        HttpReply reply;
        bool throttled = false;
        try {
            reply = client.send(request, stop);
            if (reply.isFine())
                return reply;
            const ServiceError error = ServiceError::of(reply, request.url);
            if (error.isAboutTime() && !clockSet) {
                if (const auto seconds = secondsAhead(reply)) {
                    ahead = *seconds;
                    clockSet = true;
                    --tries;
                    continue;
                }
            }
            if (!error.isPassing() || tries >= kTries)
                throw error;
            throttled = error.isThrottling();
        } catch (const NetworkError &error) {
            if (!mayTryAgain(error) || tries >= kTries)
                throw;
        }
        waitFor(pauseAfter(tries, throttled, reply), stop);
    }
}

} // namespace arborist::cloud::aws
