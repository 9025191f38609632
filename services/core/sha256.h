// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <memory>
#include <span>

struct evp_md_ctx_st;

namespace arborist {

/// SHA-256 of bytes that come one after the other, by the instructions that the processor has for
/// it: QCryptographicHash knows none of them and takes ten times as long, which shows on gigabytes.
class Sha256
{
public:
    Sha256();

    void add(std::span<const char> bytes);
    /// In hexadecimal; nothing can be added after it.
    QByteArray hex();

private:
    std::unique_ptr<evp_md_ctx_st, void (*)(evp_md_ctx_st *)> m_state;
};

} // namespace arborist
