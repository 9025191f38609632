// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <cstring>
#include <span>

namespace arborist::postgres {

/// Takes header and trailer off the messages of COPY ... TO STDOUT (FORMAT binary). Format:
/// PostgreSQL manual, COPY, "Binary Format". The server sends one row a message; the header comes
/// in front of the first row or alone, the trailer (-1 as a field count) alone.
class CopyRows
{
public:
    /// The row in a message; empty if there is none in it. Throws Error for what is not that
    /// format.
    std::span<const char> row(std::span<const char> message)
    {
        if (!m_pastHeader) [[unlikely]]
            message = withoutHeader(message);
        if (message.size() == 2 && message[0] == '\xff' && message[1] == '\xff') [[unlikely]] {
            m_ended = true;
            return {};
        }
        return m_ended ? std::span<const char>() : message;
    }

private:
    std::span<const char> withoutHeader(std::span<const char> message);

    QByteArray m_header; ///< what has come of it
    bool m_pastHeader = false;
    bool m_ended = false;
};

} // namespace arborist::postgres
