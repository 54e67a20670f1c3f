"""What a store works with once it is needed, made when something is first done with it."""

from __future__ import annotations

import threading
from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from jos_tui.store.capabilities import Capabilities
    from jos_tui.store.client import Client
    from jos_tui.store.copying import Copier
    from jos_tui.store.deleting import Deleter
    from jos_tui.store.writing import Writer


class Tools:
    """For any thread. Rows on the screen need the client alone, and do not wait for the others."""

    def __init__(self, client: Client, capabilities: Capabilities) -> None:
        self.client = client
        self._capabilities = capabilities
        self._making = threading.Lock()

    @property
    def writer(self) -> Writer:
        """What stores objects."""
        with self._making:
            return self._writer

    @property
    def deleter(self) -> Deleter:
        """What deletes objects and versions."""
        with self._making:
            return self._deleter

    @property
    def copier(self) -> Copier:
        """What has objects copied."""
        with self._making:
            return self._copier

    @cached_property
    def _writer(self) -> Writer:
        from jos_tui.store.writing import Writer

        return Writer(self.client, self._capabilities)

    @cached_property
    def _deleter(self) -> Deleter:
        from jos_tui.store.deleting import Deleter

        return Deleter(self.client, self._capabilities)

    @cached_property
    def _copier(self) -> Copier:
        from jos_tui.store.copying import Copier

        return Copier(self.client, self._capabilities)
