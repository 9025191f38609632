// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/cloud/http_message.h"
#include "services/core/error.h"

namespace arborist::cloud::aws {

/// An answer of AWS that says no.
class ServiceError final : public Error
{
public:
    /// Reads the answer of a service: JSON, or the XML of STS.
    static ServiceError of(const HttpReply &reply, const QUrl &url);

    int status() const { return m_status; }
    const QString &name() const { return m_name; } ///< "ResourceNotFoundException"; may be empty
    const QString &said() const { return m_said; } ///< AWS's words, redacted

    bool isThrottling() const;
    /// May go away when asked once more.
    bool isPassing() const;
    /// The clocks differ, or may: the date of the signature is what is refused.
    bool isAboutTime() const;
    /// The credentials have ended their life, or are not known.
    bool isAboutCredentials() const;

private:
    ServiceError(int status, QString name, QString said, const QUrl &url);

    int m_status;
    QString m_name;
    QString m_said;
};

} // namespace arborist::cloud::aws
