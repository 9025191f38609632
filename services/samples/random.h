// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtGlobal>

namespace arborist::samples {

/// splitmix64 (Sebastiano Vigna, public domain): the demo must come out the same with every
/// standard library, which std's distributions do not promise. Integers only, for the same reason.
class Random
{
public:
    explicit Random(quint64 seed) : m_state(seed) {}

    quint64 next()
    {
        m_state += 0x9E3779B97F4A7C15ULL;
        quint64 z = m_state;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9ULL;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EBULL;
        return z ^ (z >> 31);
    }
    /// 0 .. bound-1; bound must be positive and fit 32 bits.
    int below(qint64 bound) { return int(((next() >> 32) * quint64(bound)) >> 32); }
    /// first .. last, both included.
    int between(int first, int last) { return first + below(qint64(last) - first + 1); }
    bool chance(int perMille) { return below(1000) < perMille; }

private:
    quint64 m_state;
};

} // namespace arborist::samples
