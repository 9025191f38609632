// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/operations/operations_fixture.h"
#include <QProcess>
#include <QTest>

namespace arborist::testing {

/// A run on the stage local in a process of its own, waiting after 30 of 50 rows.
class InterruptedChild
{
public:
    explicit InterruptedChild(const OperationsFixture &fixture)
    {
        m_child.setProcessChannelMode(QProcess::ForwardedErrorChannel);
        m_child.start(QStringLiteral(INTERRUPTED_RUN),
                      {fixture.workspace().folder(), fixture.url(QStringLiteral("local")),
                       QStringLiteral("50"), QStringLiteral("30")});
        while (m_child.state() != QProcess::NotRunning && !m_child.peek(100).contains("waiting"))
            m_child.waitForReadyRead(1000);
    }
    void kill()
    {
        m_child.kill();
        QVERIFY(m_child.waitForFinished());
    }

private:
    QProcess m_child;
};

} // namespace arborist::testing
