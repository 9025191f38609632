// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/core/audit_forward.h"

#include "services/core/log.h"
#include <QJsonDocument>
#include <QJsonObject>
#include <QStringList>
#include <mutex>
#include <spdlog/logger.h>
#include <spdlog/sinks/syslog_sink.h>

namespace arborist {

namespace {

std::mutex guard;
std::shared_ptr<spdlog::logger> logger;

void use(std::shared_ptr<spdlog::sinks::sink> sink)
{
    logger = std::make_shared<spdlog::logger>("arborist-audit", std::move(sink));
    logger->set_pattern("%v");
    logger->set_error_handler([](const std::string &problem) {
        log::warning(QStringLiteral("A row of the audit could not be sent to the system's log: ") +
                     QString::fromStdString(problem));
    });
}

spdlog::level::level_enum levelOf(const QByteArray &line)
{
    const QString outcome =
        QJsonDocument::fromJson(line)[QStringLiteral("data")][QStringLiteral("outcome")].toString();
    return outcome == u"refused"  ? spdlog::level::warn
           : outcome == u"failed" ? spdlog::level::err
                                  : spdlog::level::info;
}

} // namespace

bool isAuditForwardingAsked()
{
    static const QStringList no{QStringLiteral("0"), QStringLiteral("false"), QStringLiteral("no"),
                                QStringLiteral("off")};
    const QString value = qEnvironmentVariable("ARBORIST_AUDIT_SYSLOG").trimmed();
    return !value.isEmpty() && !no.contains(value, Qt::CaseInsensitive);
}

void forwardAudit(const QByteArray &line)
{
    try {
        const std::lock_guard lock(guard);
        if (!logger)
            use(std::make_shared<spdlog::sinks::syslog_sink_mt>("arborist-audit", LOG_PID, LOG_USER,
                                                                false));
        const QByteArray text = line.trimmed();
        logger->log(levelOf(text), spdlog::string_view_t(text.constData(), size_t(text.size())));
    } catch (const std::exception &error) {
        log::warning(QString::fromUtf8(error.what()));
    }
}

void setAuditSink(std::shared_ptr<spdlog::sinks::sink> sink)
{
    const std::lock_guard lock(guard);
    logger.reset();
    if (sink)
        use(std::move(sink));
}

} // namespace arborist
