"""Finds the plugins and calls their hooks: the only module that does. Everyone else sees typed data.

Every plugin is called on its own, so that a failure can say whose it is. Two plugins that register one name, and a
hook that nobody specified, stop the start with a message that names the guilty.
"""

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from importlib.metadata import entry_points
from typing import Any, TypeVar

import pluggy

from vitts_server import hookspecs
from vitts_server.config import Section
from vitts_server.errors import PluginError, VittsError
from vitts_server.values import BadVoice, VoiceInfo

T = TypeVar("T")


class Registry:
    """The plugins of one server."""

    def __init__(
        self, plugins: Mapping[str, object], *, entry_points: bool = True, disabled: Iterable[str] = ()
    ) -> None:
        """Register `plugins` (name -> module or object), then those installed under the entry point group."""
        self._manager = pluggy.PluginManager(hookspecs.PROJECT)
        self._manager.add_hookspecs(hookspecs)
        for name in disabled:
            self._manager.set_blocked(name)
        for name, plugin in plugins.items():
            self._register(name, lambda name=name, plugin=plugin: self._manager.register(plugin, name))  # type: ignore[misc]
        if entry_points:
            self._load_entry_points()
        for name, specification in self.items("vitts_hookspecs", object):
            self._register(name, lambda spec=specification: self._manager.add_hookspecs(spec))  # type: ignore[misc]
        self._refuse_unknown_hooks()

    def names(self) -> list[str]:
        """Plugins in the order in which their hooks are called."""
        return [name for name, plugin in self._manager.list_name_plugin() if plugin is not None]

    def hooks_of(self, name: str) -> list[str]:
        """The hooks that the plugin `name` implements."""
        plugin = self._manager.get_plugin(name)
        callers = self._manager.get_hookcallers(plugin) if plugin is not None else None
        return sorted(caller.name for caller in callers or ())

    def distribution_of(self, name: str) -> str:
        """Name and version of the distribution that brought the plugin, or an empty string for a built-in one."""
        plugin = self._manager.get_plugin(name)
        for found, distribution in self._manager.list_plugin_distinfo():
            if found is plugin:
                return f"{distribution.project_name} {distribution.version}"
        return ""

    def settings(self) -> list[type[Section]]:
        """Settings sections of all plugins."""
        found: list[tuple[str, type[Section]]] = []
        for name, kind in self.items("vitts_settings", type):
            if not issubclass(kind, Section):
                raise PluginError(f"plugin {name}: vitts_settings returned {kind!r}, which is no Section")
            found.append((name, kind))
        self._refuse_doubles("settings section", [(name, kind.section) for name, kind in found])
        return [kind for _, kind in found]

    def collect(self, hook: str, kind: type[T], key: Callable[[T], Hashable], **arguments: object) -> list[T]:
        """Everything that plugins return from `hook`, checked to be a `kind`; `key` must be unique."""
        found = self.items(hook, kind, **arguments)
        self._refuse_doubles(hook.removeprefix("vitts_"), [(name, key(item)) for name, item in found])
        return [item for _, item in found]

    def voices(self, **arguments: object) -> list[VoiceInfo | BadVoice]:
        """What `vitts_voices` finds; names may occur twice here."""
        found: list[VoiceInfo | BadVoice] = []
        for name, item in self.items("vitts_voices", object, **arguments):
            if not isinstance(item, VoiceInfo | BadVoice):
                raise PluginError(f"plugin {name}: vitts_voices returned {item!r}, which is no VoiceInfo or BadVoice")
            found.append(item)
        return found

    def gather(self, hook: str, /, **arguments: object) -> list[tuple[str, object]]:
        """Call `hook` on every plugin: the plugin's name and what it returned, Nones left out."""
        return [(name, result) for name, result in self._each(hook, arguments) if result is not None]

    def first(self, hook: str, /, **arguments: object) -> object | None:
        """Result of a `firstresult` hook."""
        result: object | None = self._caller(hook)(**arguments)
        return result

    def tell(self, hook: str, on_error: Callable[[str, Exception], None], /, **arguments: object) -> None:
        """Call `hook` on every plugin; failures go to `on_error` and harm nobody."""
        for name, call in self._calls(hook):
            try:
                call(**arguments)
            except Exception as error:  # noqa: BLE001 - whatever a plugin raises must not reach the request
                on_error(name, error)

    def items(self, hook: str, kind: type[T], **arguments: object) -> list[tuple[str, T]]:
        """Everything that plugins return from `hook`, checked to be a `kind`, each with its plugin's name."""
        items: list[tuple[str, T]] = []
        for name, result in self.gather(hook, **arguments):
            if isinstance(result, str | bytes) or not isinstance(result, Iterable):
                raise PluginError(f"plugin {name}: {hook} must return a list, not {type(result).__name__}")
            for item in result:
                if not isinstance(item, kind):
                    raise PluginError(f"plugin {name}: {hook} returned {item!r}, which is no {kind.__name__}")
                items.append((name, item))
        return items

    def _each(self, hook: str, arguments: Mapping[str, object]) -> list[tuple[str, object]]:
        results = []
        for name, call in self._calls(hook):
            try:
                results.append((name, call(**arguments)))
            except VittsError:
                raise
            except Exception as error:
                raise PluginError(f"plugin {name}: {hook} failed: {type(error).__name__}: {error}") from error
        return results

    def _calls(self, hook: str) -> list[tuple[str, Callable[..., object]]]:
        caller = self._caller(hook)
        plugins = [implementation.plugin for implementation in caller.get_hookimpls()]
        calls: list[tuple[str, Callable[..., object]]] = []
        for name, plugin in self._manager.list_name_plugin():
            if plugin is not None and plugin in plugins:
                others = [other for other in plugins if other is not plugin]
                alone = self._manager.subset_hook_caller(hook, others)
                calls.append((name, lambda alone=alone, **arguments: _single(alone(**arguments))))
        return calls

    def _caller(self, hook: str) -> pluggy.HookCaller:
        caller = getattr(self._manager.hook, hook, None)
        if caller is None:
            raise PluginError(f"there is no hook {hook}")
        return caller  # type: ignore[no-any-return]

    def _load_entry_points(self) -> None:
        """One after the other, so that a failure can say whose it is."""
        for found in entry_points(group=hookspecs.PROJECT):
            if self._manager.is_blocked(found.name):
                continue
            if self._manager.has_plugin(found.name):
                owner = f" of {found.dist.name}" if found.dist is not None else ""
                raise PluginError(f"two plugins have the name {found.name}; one of them is {found.value}{owner}")
            self._register(
                found.name,
                lambda name=found.name: self._manager.load_setuptools_entrypoints(hookspecs.PROJECT, name),  # type: ignore[misc]
            )

    def _register(self, name: str, register: Callable[[], Any]) -> None:
        try:
            register()
        except pluggy.PluginValidationError as error:
            culprit = self._manager.get_name(error.plugin) or name
            raise PluginError(f"plugin {culprit}: {_on_one_line(error)}") from error
        except ValueError as error:
            raise PluginError(
                f"plugin {name}: two plugins have this name, or one is registered twice: {error}"
            ) from error
        except Exception as error:
            raise PluginError(f"plugin {name} can't be loaded: {type(error).__name__}: {error}") from error

    def _refuse_unknown_hooks(self) -> None:
        try:
            self._manager.check_pending()
        except pluggy.PluginValidationError as error:
            culprit = self._manager.get_name(error.plugin)
            raise PluginError(f"plugin {culprit}: {_on_one_line(error)}") from error

    @staticmethod
    def _refuse_doubles(what: str, keys: Sequence[tuple[str, Hashable]]) -> None:
        owners: dict[Hashable, str] = {}
        for name, key in keys:
            if key in owners:
                raise PluginError(f"plugins {owners[key]} and {name} both register {what} {key!r}")
            owners[key] = name


def _single(result: object) -> object:
    """Pluggy answers with a list of one for a plain hook, with the value itself for a `firstresult` one."""
    return (result[0] if result else None) if isinstance(result, list) else result


def _on_one_line(error: Exception) -> str:
    return " ".join(str(error).split())
