// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <memory>

namespace spdlog::sinks {
class sink;
}

namespace arborist {

/// Whether ARBORIST_AUDIT_SYSLOG is set (and not to 0, false, no or off).
bool isAuditForwardingAsked();

/// Sends a row of the audit, as a line of JSON, to the system's log: syslog(3) as
/// "arborist-audit", which journald reads, too. Level info; warning for a refusal, error for a
/// failure. Never throws, and never fails a run: what cannot be sent is told to the program's log.
/// Any thread may call it.
void forwardAudit(const QByteArray &line);

/// Sends to another end from now on; none: to the system's log again.
void setAuditSink(std::shared_ptr<spdlog::sinks::sink> sink);

} // namespace arborist
