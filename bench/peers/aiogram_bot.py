"""aiogram 3: routers, FSM with the step in the state's data, webhook under aiohttp."""
import logging

from aiogram import Bot, Dispatcher, F, Router
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.filters import CommandStart
from aiogram.filters.callback_data import CallbackData
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State, StatesGroup
from aiogram.fsm.storage.memory import MemoryStorage
from aiogram.types import CallbackQuery, Message
from aiogram.utils.keyboard import InlineKeyboardBuilder
from aiogram.webhook.aiohttp_server import SimpleRequestHandler, setup_application
from aiohttp import web

import common
import store_sa

logging.basicConfig(level=logging.WARNING)
QUESTIONS = common.QUESTIONS
router = Router()


class Survey(StatesGroup):
    language = State()
    choice = State()
    text = State()
    integer = State()
    multi = State()


class Pick(CallbackData, prefix="p"):
    q: int
    o: str


def keyboard(n, lang, picked=None):
    b = InlineKeyboardBuilder()
    for oid, text in common.options(n, lang):
        b.button(text=("✓ " if picked and oid in picked else "") + text, callback_data=Pick(q=n, o=oid))
    if QUESTIONS[n]["kind"] == "multi":
        b.button(text=common.SPEC["done_button"][lang], callback_data=Pick(q=n, o="done"))
    return b.adjust(1).as_markup()


async def put(message: Message, state: FSMContext, n: int, lang: str) -> None:
    """Remember where the user is, then ask question n."""
    kind = QUESTIONS[n]["kind"]
    await state.set_state(getattr(Survey, kind))
    await state.update_data(step=n, lang=lang, picked=[])
    markup = keyboard(n, lang) if kind in ("language", "choice", "multi") else None
    await message.answer(common.ask(n, lang), reply_markup=markup)


@router.message(CommandStart())
async def start(message: Message, state: FSMContext) -> None:
    await put(message, state, 0, "en")


@router.callback_query(Survey.language, Pick.filter())
async def language(query: CallbackQuery, callback_data: Pick, state: FSMContext) -> None:
    await query.answer()
    await store_sa.save(query.from_user.id, QUESTIONS[0]["id"], callback_data.o)
    await put(query.message, state, 1, callback_data.o)


@router.callback_query(Survey.choice, Pick.filter())
async def choice(query: CallbackQuery, callback_data: Pick, state: FSMContext) -> None:
    await query.answer()
    data = await state.get_data()
    if callback_data.q != data["step"]:
        return
    await store_sa.save(query.from_user.id, QUESTIONS[data["step"]]["id"], callback_data.o)
    await put(query.message, state, data["step"] + 1, data["lang"])


@router.message(Survey.text, F.text)
async def text(message: Message, state: FSMContext) -> None:
    data = await state.get_data()
    await store_sa.save(message.from_user.id, QUESTIONS[data["step"]]["id"], message.text)
    await put(message, state, data["step"] + 1, data["lang"])


@router.message(Survey.integer, F.text)
async def integer(message: Message, state: FSMContext) -> None:
    data = await state.get_data()
    n = data["step"]
    value = common.as_integer(n, message.text)
    if value is None:
        await message.answer(common.reask(n, data["lang"]))
        return
    await store_sa.save(message.from_user.id, QUESTIONS[n]["id"], str(value))
    await put(message, state, n + 1, data["lang"])


@router.callback_query(Survey.multi, Pick.filter(F.o == "done"))
async def multi_done(query: CallbackQuery, state: FSMContext) -> None:
    await query.answer()
    data = await state.get_data()
    uid = query.from_user.id
    await store_sa.save(uid, QUESTIONS[data["step"]]["id"], ",".join(sorted(data["picked"])))
    answers = await store_sa.answers_of(uid)
    await state.clear()
    await query.message.answer(common.summary(data["lang"], answers))


@router.callback_query(Survey.multi, Pick.filter())
async def multi_toggle(query: CallbackQuery, callback_data: Pick, state: FSMContext) -> None:
    await query.answer()
    data = await state.get_data()
    picked = list(data["picked"])
    picked.remove(callback_data.o) if callback_data.o in picked else picked.append(callback_data.o)
    await state.update_data(picked=picked)
    await query.message.edit_reply_markup(reply_markup=keyboard(data["step"], data["lang"], picked))


async def on_startup(bot: Bot) -> None:
    await store_sa.create()
    await bot.set_webhook(common.WEBHOOK_URL, secret_token=common.SECRET)


def main() -> None:
    dp = Dispatcher(storage=MemoryStorage())
    dp.include_router(router)
    dp.startup.register(on_startup)
    session = AiohttpSession(api=TelegramAPIServer.from_base(common.API))
    bot = Bot(common.TOKEN, session=session)
    app = web.Application()
    SimpleRequestHandler(dp, bot, secret_token=common.SECRET).register(app, path=common.WEBHOOK_PATH)
    setup_application(app, dp, bot=bot)
    web.run_app(app, host="127.0.0.1", port=common.PORT, print=None)


if __name__ == "__main__":
    main()
