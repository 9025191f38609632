// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/out_of_date.h"

#include "ui/shell/session.h"
#include "ui/shell/stage_monitor.h"
#include "ui/widgets/veil.h"
#include <utility>

namespace arborist {

OutOfDate::OutOfDate(Session &session, std::function<bool()> showsAnswers, QWidget *parent)
    : Note(parent),
      m_session(session),
      m_showsAnswers(std::move(showsAnswers))
{
    hide();
    for (const auto signal :
         {&Session::workspaceChanged, &Session::targetChanged, &Session::stateChanged})
        connect(&session, signal, this, &OutOfDate::reload);
    connect(&session.monitor(), &StageMonitor::contactChanged, this, [this](const QString &stage) {
        if (stage == m_session.targetName())
            reload();
    });
}

void OutOfDate::cover(QWidget *view, QWidget *host)
{
    m_veils.push_back(new Veil(view, host));
}

void OutOfDate::reload()
{
    const QString &stage = m_session.targetName();
    const StageContact contact = m_session.monitor().contact(stage);
    const bool on = contact.isLost() && m_showsAnswers();
    if (on) {
        setContent(Glyph::Drift, Tone::Drift,
                   tr("Out of date since %1: %2 does not answer, and nothing can be changed there "
                      "meanwhile")
                       .arg(contact.sinceText(), stage),
                   {});
    }
    setVisible(on);
    for (Veil *veil : m_veils)
        veil->setOn(on);
    if (std::exchange(m_lost, contact.isLost()) != m_lost)
        Q_EMIT lostChanged();
}

} // namespace arborist
