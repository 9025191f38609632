// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/widgets/note.h"
#include <functional>
#include <vector>

namespace arborist {

class Session;
class Veil;

/// The line over what a page shows of a target that does not answer any more: since when it is out
/// of date. The views themselves are greyed meanwhile. Hidden while there is no such thing.
class OutOfDate : public Note
{
    Q_OBJECT
public:
    /// `showsAnswers`: whether there is anything to be out of date.
    OutOfDate(Session &session, std::function<bool()> showsAnswers, QWidget *parent = nullptr);

    void cover(QWidget *view, QWidget *host);
    /// To be called when what is shown has changed.
    void reload();
    bool isLost() const { return m_lost; }

Q_SIGNALS:
    void lostChanged();

private:
    Session &m_session;
    std::function<bool()> m_showsAnswers;
    std::vector<Veil *> m_veils;
    bool m_lost = false;
};

} // namespace arborist
