// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/migrations/hazard_model.h"
#include <QListView>

namespace arborist {

/// The hazards of one migration: what each is, how large, in which line. As high as its rows.
class HazardList : public QListView
{
    Q_OBJECT
public:
    explicit HazardList(QWidget *parent = nullptr);

    void setHazards(std::vector<migrations::Hazard> hazards);
    const std::vector<migrations::Hazard> &hazards() const { return m_model.hazards(); }

Q_SIGNALS:
    void placeRequested(int line, int column);

protected:
    void focusInEvent(QFocusEvent *event) override;

private:
    HazardModel m_model;
};

} // namespace arborist
