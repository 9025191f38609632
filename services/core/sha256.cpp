// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/core/sha256.h"

#include <new>
#include <openssl/evp.h>

namespace arborist {

Sha256::Sha256() : m_state(EVP_MD_CTX_new(), EVP_MD_CTX_free)
{
    if (!m_state || EVP_DigestInit_ex(m_state.get(), EVP_sha256(), nullptr) != 1)
        throw std::bad_alloc();
}

void Sha256::add(std::span<const char> bytes)
{
    EVP_DigestUpdate(m_state.get(), bytes.data(), bytes.size());
}

QByteArray Sha256::hex()
{
    QByteArray digest(EVP_MAX_MD_SIZE, Qt::Uninitialized);
    unsigned bytes = 0;
    EVP_DigestFinal_ex(m_state.get(), reinterpret_cast<unsigned char *>(digest.data()), &bytes);
    return digest.left(bytes).toHex();
}

} // namespace arborist
