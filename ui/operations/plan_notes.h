// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/core/plan.h"
#include <QWidget>

namespace arborist {

/// The two notes beside the SQL: what will be lost, and the way back.
class PlanNotes : public QWidget
{
    Q_OBJECT
public:
    explicit PlanNotes(const Plan &plan, QWidget *parent = nullptr);
};

} // namespace arborist
