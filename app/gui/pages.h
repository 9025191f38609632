// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace arborist {

class MainWindow;
class Session;

/// Makes the pages that exist and adds them to the window, in their order.
void addPages(MainWindow &window, Session &session);

} // namespace arborist
